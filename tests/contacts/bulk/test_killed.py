"""A bulk change whose process is killed: nothing is lost, nothing doubled, and the next process does the rest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from crm.embedded.server import EmbeddedServer
from tests.spreadsheets import write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
ROWS = 30_000
SECONDS = 120
BEGIN = (
    "import django; django.setup(); from contacts import bulk; from contacts.models import *; bulk.run.CHUNK = 2_000;"
)
PLAN = """
from contacts.bulk.tasks import AddTask
from contacts.selection import Selection
from crm.models import User
user = User.objects.create_superuser("admin")
bulk.keep(bulk.plan_bulk(Selection(filters={"q": "p"}), AddTask("Call"), by=user))
"""
EXECUTE = "bulk.execute(BulkRun.objects.get(), door=ChangeSet.Door.JOB)"
SO_FAR = "SELECT status, changed, (SELECT count(*) FROM contacts_task) FROM contacts_bulkrun"
# How many contacts have a task, how many tasks and versions of tasks there are, and on how many change sets.
CONTENTS = """
SELECT count(DISTINCT t.contact_id), count(DISTINCT t.id), count(*), count(DISTINCT e.pgh_context_id)
FROM contacts_task t JOIN contacts_taskevent e ON e.pgh_obj_id = t.id
"""


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "data" / "postgres", durable=False)
    people = write(tmp_path, [("email",), *((f"p{number}@example.org",) for number in range(ROWS))])
    finish(begin(server, ROOT / "manage.py", "migrate", "--verbosity=0"))
    server.acquire()
    finish(begin(server, ROOT / "manage.py", "import_contacts", people))
    finish(begin(server, "-c", BEGIN + PLAN))
    yield server
    server.release()


def begin(server, *arguments):
    """Begin a process of Python on a data folder of its own."""
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"CRM_DATA_DIR": str(server.data_dir.parent), "DJANGO_SETTINGS_MODULE": "crm.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    _, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, complaints


def asked(server, query):
    with psycopg.connect(**server.address, dbname="crm", autocommit=True) as connection:
        return connection.execute(query).fetchone()


def kill_once(server, *, tasks):
    """Carry the change out, and end the process as a lack of memory does once there are so many tasks."""
    process = begin(server, "-c", BEGIN + EXECUTE)
    deadline = time.monotonic() + SECONDS
    while asked(server, "SELECT count(*) FROM contacts_task")[0] < tasks:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)


def test_a_killed_change_is_completed_by_the_next_process(server):
    for tasks in (1, ROWS // 3):
        kill_once(server, tasks=tasks)
        status, changed, written = asked(server, SO_FAR)
        assert (status, changed < ROWS, changed) == ("running", True, written)

    finish(begin(server, "-c", BEGIN + EXECUTE))

    run = asked(server, "SELECT status, matched, changed, conflicts FROM contacts_bulkrun")
    assert run == ("done", ROWS, ROWS, 0)
    assert asked(server, CONTENTS) == (ROWS, ROWS, ROWS, 1)
