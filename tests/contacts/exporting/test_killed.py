"""An export whose process is killed: it leaves nothing to be fetched, and the next process makes the whole file."""

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
ROWS = 20_000
SECONDS = 120
BEGIN = (
    "import django; django.setup(); from contacts import exporting; from contacts.models import *;"
    "from contacts.selection import Selection; exporting.rows.BATCH = 100;"
)
KEEP = "exporting.keep(Selection(), kind='csv', by=None, door=ChangeSet.Door.ADMIN)"
MAKE = "exporting.make_file(ExportRun.objects.get())"
SETTLE = "assert exporting.settle_interrupted(ExportRun.objects.get()).status == 'failed'"
SO_FAR = "SELECT status, rows, file FROM contacts_exportrun"


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "data" / "postgres", durable=False)
    people = write(tmp_path, [("email",), *((f"p{number}@example.org",) for number in range(ROWS))])
    finish(begin(server, ROOT / "manage.py", "migrate", "--verbosity=0"))
    server.acquire()
    finish(begin(server, ROOT / "manage.py", "import_contacts", people))
    finish(begin(server, "-c", BEGIN + KEEP))
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


def so_far(server):
    with psycopg.connect(**server.address, dbname="crm", autocommit=True) as connection:
        return connection.execute(SO_FAR).fetchone()


def kill_once(server, *, rows):
    """Make the file, and end the process as a lack of memory does once so many contacts are written."""
    process = begin(server, "-c", BEGIN + MAKE)
    deadline = time.monotonic() + SECONDS
    while not (so_far(server)[0] == "running" and so_far(server)[1] >= rows):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)


def test_a_killed_export_is_made_whole_by_the_next_process(server):
    for rows in (100, ROWS // 2):
        kill_once(server, rows=rows)
        status, written, file = so_far(server)
        assert (status, written < ROWS, file) == ("running", True, "")

    finish(begin(server, "-c", BEGIN + SETTLE))
    finish(begin(server, "-c", BEGIN + MAKE))

    status, written, file = so_far(server)
    lines = (server.data_dir.parent / "files" / file).read_text().splitlines()
    assert (status, written, len(lines), len(set(lines))) == ("done", ROWS, ROWS + 1, ROWS + 1)
