"""An import whose process, or whose database, is killed again and again ends as an undisturbed one."""

import random
import shutil
import signal
import subprocess

import pytest

from crm.embedded.server import EmbeddedServer
from tests.contacts.importing.real_processes import (
    BEGIN,
    ROOT,
    asked,
    begin,
    contents,
    finish,
    people,
    wait_for_locks,
    wait_until,
)
from tests.crm.embedded.users import kill_server
from tests.spreadsheets import write

pytestmark = pytest.mark.slow

KNOWN, ROWS = 3_000, 12_000
TAKE_IN = BEGIN + "choose_columns(take_in(open(sys.argv[1], 'rb'), 'people.csv', by=None), {})"
PLAN = BEGIN + "make_plan(ImportRun.objects.get(file_name='people.csv'))"
EXECUTE = BEGIN + "execute(ImportRun.objects.get(file_name='people.csv'), door=JOB)"
PLANNED = "SELECT count(*) FROM contacts_importplanrow"
IN = """
SELECT count(*) FROM contacts_importrow JOIN contacts_importrun run ON run.id = run_id WHERE file_name = 'people.csv'
"""
# How long the moment may be after what is waited for.
MOST_SECONDS = 0.3


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A data folder with known contacts, and a file that waits to be looked at."""
    folder = tmp_path_factory.mktemp("base")
    data = folder / "data"
    known = write(folder, people(KNOWN, seed=1), "known.csv")
    new = write(folder, people(ROWS, seed=2, known=KNOWN), "people.csv")
    finish(begin(data, ROOT / "manage.py", "migrate", "--verbosity=0"))
    finish(begin(data, "-c", BEGIN + "import_file(Path(sys.argv[1]), door=JOB)", known))
    finish(begin(data, "-c", TAKE_IN, new))
    return data


@pytest.fixture(scope="module")
def expected(base):
    """What an undisturbed import leaves."""
    return imported(base, plan=lambda server: None, execute=lambda server: None)


def imported(base, *, plan, execute):
    """Look at the file and bring it in, on a copy of the base; before each, do what is to disturb it."""
    copy = base.with_name(f"copy {random.random()}")
    shutil.copytree(base, copy)
    server = EmbeddedServer(copy / "postgres", durable=False)
    server.acquire()
    try:
        plan(server)
        finish(begin(copy, "-c", PLAN))
        execute(server)
        finish(begin(copy, "-c", EXECUTE))
        return contents(server)
    finally:
        server.release()
        shutil.rmtree(copy, ignore_errors=True)


def disturb(server, program, progress, moments, draw, end):
    """Run the program, and end it so, once for each of the moments: so many rows and some milliseconds later."""
    hits = 0
    for moment in moments:
        process = begin(server.data_dir.parent, "-c", program)
        if wait_until(process, lambda moment=moment: asked(server, progress)[0][0] >= moment):
            try:
                process.wait(draw.uniform(0, MOST_SECONDS))
            except subprocess.TimeoutExpired:
                hits += 1
                end(server, process)
        process.communicate()
        wait_for_locks(server)
    return hits


def kill_process(server, process):
    process.send_signal(signal.SIGKILL)


def kill_database(server, process):
    kill_server(server.data_dir)
    process.wait()
    server.acquire()


def test_killed_import_ends_as_an_undisturbed_one(base, expected):
    draw, hits = random.Random(4), []

    def kill(program, progress, moments):
        return lambda server: hits.append(disturb(server, program, progress, moments, draw, kill_process))

    found = imported(
        base,
        plan=kill(PLAN, PLANNED, [draw.randrange(ROWS // 2) for _ in range(8)]),
        execute=kill(EXECUTE, IN, sorted(draw.sample(range(ROWS * 4 // 5), 14))),
    )

    assert sum(hits) >= 20
    assert differing(found, expected) == {}


def test_import_whose_database_is_killed_ends_as_an_undisturbed_one(base, expected):
    draw, hits = random.Random(5), []

    def kill(program, progress, moments):
        return lambda server: hits.append(disturb(server, program, progress, moments, draw, kill_database))

    found = imported(
        base, plan=kill(PLAN, PLANNED, [1, ROWS // 3]), execute=kill(EXECUTE, IN, [1, ROWS // 4, ROWS // 2])
    )

    assert sum(hits) >= 3
    assert differing(found, expected) == {}


def test_undisturbed_import_accounts_for_every_row(expected):
    run = next(run for run in expected["runs"] if run[0] == "people.csv")
    _, status, planned, rows, *parts, _ = run

    assert (status, rows, sum(parts)) == ("done", ROWS, ROWS)
    assert list(planned.values()) != []
    assert min(parts[:5]) > 0


def differing(found, expected):
    """Where they are not the same, with the first rows that only one of both has."""
    return {
        name: (only(found[name], expected[name]), only(expected[name], found[name]))
        for name in expected
        if found[name] != expected[name]
    }


def only(mine, theirs):
    return [row for row in mine if row not in theirs][:5]
