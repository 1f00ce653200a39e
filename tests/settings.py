"""The program's settings, on a data folder that only this run of the tests uses.

Made by the process that starts the run; its workers, and programs that tests start, inherit it by the environment.
"""

import os
import tempfile

# What this process made, and therefore has to remove.
MADE_FOLDER = None

if not os.path.isdir(os.environ.get("CRM_TESTS", "")):
    MADE_FOLDER = tempfile.mkdtemp(prefix="crm-tests-")
    os.environ |= {
        "CRM_TESTS": MADE_FOLDER,
        "CRM_DATA_DIR": MADE_FOLDER,
        "CRM_SECRET_KEY": "only for tests",
        "CRM_SUPPRESSION_KEY": "only for tests, too",
        "CRM_DURABLE": "0",
        "CRM_CONN_MAX_AGE": "0",
    }

from crm.settings import *  # noqa: E402, F403
