from crm.embedded.base import server_of

from .users import is_answering, output_of

CONFIGURE = """
import sys
from pathlib import Path
import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tests.crm.embedded.users import kill_server

data_dir = Path(sys.argv[1])
database = {"ENGINE": "crm.embedded", "NAME": "crm", "DATA_DIR": data_dir, "DURABLE": False}
if "pool" in sys.argv[2:]:
    database |= {"OPTIONS": {"pool": {"min_size": 1, "max_size": 2}}, "CONN_HEALTH_CHECKS": True}
settings.configure(DATABASES={"default": database}, USE_TZ=True)
django.setup()

def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
"""


def run(script, *arguments):
    return output_of(CONFIGURE + script, *arguments).splitlines()


def test_server_of_the_same_settings_is_one(data_dir):
    settings_dict = {"DATA_DIR": str(data_dir)}

    assert server_of(settings_dict) is server_of(dict(settings_dict))


def test_connection_starts_the_server_and_the_end_of_the_program_stops_it(server):
    printed = run("print(ask('SELECT current_database()'), ask('SELECT current_user'))", server.data_dir)

    assert printed == ["crm crm"]
    assert not is_answering(server)


def test_environment_of_libpq_does_not_lead_elsewhere(data_dir):
    elsewhere = {"PGHOST": "nowhere.invalid", "PGPORT": "1", "PGUSER": "nobody"}

    printed = output_of(CONFIGURE + "print(ask('SELECT current_user'))", data_dir, env=elsewhere)

    assert printed == "crm\n"


def test_next_connection_finds_a_killed_server_running_again(data_dir):
    script = """
ask("SELECT 1")
kill_server(data_dir)
connection.close()
print(ask("SELECT 2"))
"""

    assert run(script, data_dir) == ["2"]


def test_pool_connects_and_survives_a_killed_server(data_dir):
    script = """
ask("SELECT 1")
connection.close()
kill_server(data_dir)
print(ask("SELECT 2"), type(connection.pool).__name__)
connection.close()
connection.close_pool()
"""

    assert run(script, data_dir, "pool") == ["2 ConnectionPool"]


def test_open_pool_does_not_disturb_the_end(data_dir):
    assert run("print(ask('SELECT 1'))", data_dir, "pool") == ["1"]


def test_test_database_is_made_and_removed(data_dir):
    script = """
settings.MIGRATION_MODULES = {}
connection.creation.create_test_db(verbosity=0)
print(ask("SELECT current_database()"))
connection.creation.destroy_test_db("crm", verbosity=0)
print(ask("SELECT count(*) FROM pg_database WHERE datname = 'test_crm'"))
"""

    assert run(script, data_dir) == ["test_crm", "0"]


def test_dbshell_runs_the_packaged_psql(data_dir):
    assert run("call_command('dbshell', '--', '-Atc', 'SELECT current_user')", data_dir) == ["crm"]


def test_job_queue_connects_with_the_parameters_of_the_backend(data_dir):
    script = """
import psycopg
from procrastinate.contrib.django import connector_params

with psycopg.connect(**connector_params()) as own:
    print(own.execute("SELECT current_database()").fetchone()[0])
"""

    assert run(script, data_dir) == ["crm"]


def test_failure_to_start_is_named(tmp_path):
    (tmp_path / "postgres").touch()
    script = """
from crm.embedded.exceptions import EmbeddedServerError
try:
    ask("SELECT 1")
except EmbeddedServerError as error:
    print(error)
"""

    assert run(script, tmp_path / "postgres") == [
        f"The database cannot be kept in {tmp_path}/postgres: Not a directory. Make it a folder that this"
        " user may write, or name another place in CRM_DATA_DIR."
    ]
