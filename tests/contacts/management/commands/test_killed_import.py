"""Imports that are killed: nothing is lost, nothing doubled, nothing half in."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from crm.embedded.server import EmbeddedServer
from tests.spreadsheets import write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
ROWS = 40_000
SECONDS = 120
# All that the rows of the file say, and none of what differs from run to run.
CONTENTS = """
SELECT count(*), count(DISTINCT email), md5(string_agg(line, E'\\n' ORDER BY line))
FROM (
    SELECT concat_ws('|', contact.email, first_name, last_name, e164, company.name, contact.version, (
        SELECT string_agg(tag.name, ',' ORDER BY tag.name)
        FROM contacts_contacttag JOIN contacts_tag AS tag ON tag.id = tag_id WHERE contact_id = contact.id
    )) AS line, contact.email
    FROM contacts_contact AS contact
    LEFT JOIN contacts_company AS company ON company.id = company_id
    LEFT JOIN contacts_contactphone AS phone ON phone.contact_id = contact.id
) AS lines
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    header = ("Email", "First name", "Last name", "Phone", "Company", "Tags")
    rows = (
        (f"p{n}@example.org", f"First {n}", f"Last {n}", f"+49 30 9{n:06}", f"Company {n // 20}", f"t{n % 7};all")
        for n in range(ROWS)
    )
    return write(tmp_path_factory.mktemp("people"), [header, *rows])


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "data" / "postgres", durable=False)
    manage(tmp_path / "data", "migrate", "--verbosity=0").communicate(timeout=SECONDS)
    server.acquire()
    yield server
    server.release()


def manage(folder, *arguments):
    """Begin a management command on a data folder of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)],
        env=os.environ | {"CRM_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "crm.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def connected(server):
    with psycopg.connect(**server.address, dbname="crm", autocommit=True) as connection:
        yield connection


def imported(server, file):
    """Import to the end; the counts that were printed."""
    printed, complaints = manage(server.data_dir.parent, "import_contacts", file, "--json").communicate(timeout=SECONDS)
    assert printed, complaints
    return json.loads(printed.splitlines()[-1])


def kill_once(server, file, *, contacts):
    """Import, and end the process as a lack of memory does once there are so many contacts."""
    process = manage(server.data_dir.parent, "import_contacts", file)
    with connected(server) as connection:
        deadline = time.monotonic() + SECONDS
        while count(connection) < contacts:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)


def count(connection):
    return connection.execute("SELECT count(*) FROM contacts_contact").fetchone()[0]


def contents(server):
    with connected(server) as connection:
        return connection.execute(CONTENTS).fetchone()


def test_killed_imports_are_completed_by_the_next_one(server, people, tmp_path):
    undisturbed = EmbeddedServer(tmp_path / "other" / "postgres", durable=False)
    undisturbed.acquire()
    imported(undisturbed, people)
    expected = contents(undisturbed)
    undisturbed.release()

    for contacts in (1, ROWS // 3, ROWS // 2):
        kill_once(server, people, contacts=contacts)
    last = imported(server, people)

    assert last["rows"] == ROWS
    assert last["created"] + last["unchanged"] == ROWS
    assert last["unchanged"] >= ROWS // 2
    assert contents(server) == expected
    assert expected[:2] == (ROWS, ROWS)
