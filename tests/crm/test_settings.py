import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = "import json; from {module} import *; print(json.dumps({expression}, default=str))"
# Of the run of the tests itself.
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")


def run(*arguments, **environment):
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, *arguments], env=inherited | environment, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def value_of(expression, *, module="crm.settings", **environment):
    shown = run("-c", SHOW.format(module=module, expression=expression), **environment)
    assert shown.stderr == ""
    return json.loads(shown.stdout)


def test_pool_leaves_the_options_of_the_url():
    options = value_of(
        "DATABASES['default']['OPTIONS']", DATABASE_URL="postgres://u@h/n?sslmode=require", CRM_DB_POOL_SIZE="3"
    )

    assert options == {"sslmode": "require", "pool": {"min_size": 1, "max_size": 3}}


def test_host_may_be_the_folder_of_a_socket():
    host = value_of("DATABASES['default']['HOST']", DATABASE_URL="postgres://u@%2Frun%2Fpostgresql/n")

    assert host == "/run/postgresql"


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://u:secret@h/n", "secret"])
def test_url_of_another_database_is_refused_in_one_sentence(url):
    refused = run("manage.py", "check", DATABASE_URL=url)

    assert (refused.returncode, refused.stdout, refused.stderr) == (
        1,
        "",
        "DATABASE_URL does not name a PostgreSQL server: write it like postgres://user:password@host/name, or leave"
        " it out to use the embedded one.\n",
    )


@pytest.mark.parametrize(
    ("name", "expression", "default"),
    [
        ("CRM_DATA_DIR", "DATA_DIR", str(ROOT / "var")),
        ("CRM_CONN_MAX_AGE", "DATABASES['default']['CONN_MAX_AGE']", 600),
        ("CRM_DB_POOL_SIZE", "DATABASES['default'].get('OPTIONS')", None),
        ("CRM_DEBUG", "DEBUG", False),
        ("DATABASE_URL", "DATABASES['default']['ENGINE']", "crm.embedded"),
    ],
)
def test_variable_that_is_set_to_nothing_means_the_default(name, expression, default):
    assert value_of(expression, **{name: ""}) == default


@pytest.mark.parametrize("claimed", ["", "1"])
def test_tests_make_and_remove_a_folder_of_their_own_whatever_the_environment_names(tmp_path, claimed):
    environment = {"CRM_TESTS": claimed, "CRM_DATA_DIR": str(tmp_path)}

    made, used = value_of("[MADE_FOLDER, DATA_DIR]", module="tests.settings", **environment)

    shutil.rmtree(made)
    assert (made, made == str(tmp_path)) == (used, False)


def test_programs_that_tests_start_have_nothing_to_remove(tmp_path):
    environment = {"CRM_TESTS": str(tmp_path), "CRM_DATA_DIR": str(tmp_path)}

    assert value_of("[MADE_FOLDER, DATA_DIR]", module="tests.settings", **environment) == [None, str(tmp_path)]
