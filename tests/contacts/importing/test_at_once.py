"""Two imports of the same people at once, each in another order."""

import json
import random

import pytest

from crm.embedded.server import EmbeddedServer
from tests.contacts.importing.real_processes import BEGIN, ROOT, asked, begin, finish
from tests.spreadsheets import write

pytestmark = pytest.mark.slow

ROWS = 10_000
# Whoever is ready waits for the other.
IMPORT = (
    BEGIN
    + """
import json
print("ready", flush=True)
sys.stdin.readline()
run = import_file(Path(sys.argv[1]), door=JOB)
print(json.dumps(run.counts()))
"""
)
PLAN_AND_IMPORT = (
    BEGIN
    + """
import json
run = plan_file(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
execute(run, door=JOB)
print(json.dumps(run.counts()))
"""
)


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "data" / "postgres", durable=False)
    finish(begin(tmp_path / "data", ROOT / "manage.py", "migrate", "--verbosity=0"))
    server.acquire()
    yield server
    server.release()


@pytest.fixture
def files(tmp_path):
    rows = [
        (f"p{n}@example.org", f"p{n}@home.example", f"First{n}", f"t{n % 7}", f"Company {n % 500}") for n in range(ROWS)
    ]
    header = ("Email", "Email 2", "First name", "Tags", "Company")
    shuffled = random.Random(3).sample(rows, ROWS)
    return [write(tmp_path, [header, *each], name) for each, name in ((rows, "one.csv"), (shuffled, "other.csv"))]


def at_once(server, program, files):
    """What both have counted, begun at the same moment."""
    processes = [begin(server.data_dir.parent, "-c", program, file) for file in files]
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [json.loads(finish(process)) for process in processes]


def test_both_imports_add_up_to_every_person_once(server, files):
    counts = at_once(server, IMPORT, files)

    assert_once(server)
    assert [each["created"] + each["updated"] + each["unchanged"] for each in counts] == [ROWS, ROWS]
    assert sum(each["created"] for each in counts) == ROWS


def test_two_previews_of_the_same_people_make_conflicts_of_those_whom_the_other_has_made(server, files):
    counts = at_once(server, PLAN_AND_IMPORT, files)

    assert_once(server)
    assert [each["created"] + each["skipped"] for each in counts] == [ROWS, ROWS]
    assert sum(each["created"] for each in counts) == ROWS


def assert_once(server):
    """Every person and each of their addresses is there once, and PostgreSQL has ended no deadlock."""
    assert asked(server, "SELECT count(*), count(DISTINCT email) FROM contacts_contact") == [(ROWS, ROWS)]
    assert asked(server, "SELECT count(*), count(DISTINCT email) FROM contacts_contactemail") == [(2 * ROWS, 2 * ROWS)]
    assert asked(server, "SELECT count(*), count(DISTINCT name) FROM contacts_company") == [(500, 500)]
    assert asked(server, "SELECT count(*) FROM contacts_tag") == [(7,)]
    assert asked(server, "SELECT deadlocks FROM pg_stat_database WHERE datname = 'crm'") == [(0,)]
