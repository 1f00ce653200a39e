"""The program's settings, on a data folder that only this run of the tests uses.

Made by the process that starts the run; its workers, and programs that tests start, inherit it by the environment.
"""

import os
import tempfile

if "CRM_TESTS" not in os.environ:
    os.environ |= {
        "CRM_TESTS": "1",
        "CRM_DATA_DIR": tempfile.mkdtemp(prefix="crm-tests-"),
        "CRM_SECRET_KEY": "only for tests",
        "CRM_DURABLE": "0",
        "CRM_CONN_MAX_AGE": "0",
    }

from crm.settings import *  # noqa: F403
