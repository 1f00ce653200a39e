"""A command on a fresh machine, before anything else was run."""

import os
import subprocess
import sys


def test_an_empty_database_is_prepared(tmp_path):
    environment = os.environ | {"CRM_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}
    file = tmp_path / "contacts.csv"
    command = [sys.executable, "manage.py", "export_contacts", str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "Preparing an empty database ...\n")
    assert file.read_text().startswith("id,first_name,last_name,email,")
