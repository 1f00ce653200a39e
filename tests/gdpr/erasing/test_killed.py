"""An erasure whose process is killed: it was not begun, or it is completed by whoever comes next."""

from pathlib import Path

import pytest

from crm.embedded.server import EmbeddedServer
from gdpr.erasing import steps
from tests.contacts.importing.real_processes import ROOT, asked, begin, finish
from tests.spreadsheets import write

pytestmark = pytest.mark.slow

EMAIL = "zanzibar@example.com"
# Each step is wrapped: the process ends, as a lack of memory ends it, before the one of that number.
BEGIN = """
import django, os, signal, sys
django.setup()
from contacts.models import Contact
from gdpr.erasing import follow_up, steps
from gdpr.erasure import erase
from gdpr.models import Erasure
def kill(*args): os.kill(os.getpid(), signal.SIGKILL)
"""
ERASE = "erase(Contact.objects.filter(email={email!r}), by=None, door='command', reason='Test')"
KILLED_IN_STEP = "steps.STEPS = (*steps.STEPS[:{at}], kill, *steps.STEPS[{at}:]);"
KILLED_IN_FOLLOW_UP = "follow_up.{name} = kill; follow_up.follow_up(Erasure.objects.get())"
FOLLOW = "assert follow_up.follow_up(Erasure.objects.get()).status == 'verified'"
LEFT = "SELECT count(*) FROM contacts_contactevent WHERE last_name = 'Quoxley'"
STATE = "SELECT count(*) FILTER (WHERE erased_at IS NULL), count(*) FROM contacts_contact"


@pytest.fixture
def server(tmp_path):
    server = EmbeddedServer(tmp_path / "data" / "postgres", durable=False)
    people = write(tmp_path, [["email", "last_name"], [EMAIL, "Quoxley"], ["ann@example.com", "Miller"]])
    data = server.data_dir.parent
    finish(begin(data, ROOT / "manage.py", "migrate", "--verbosity=0"))
    server.acquire()
    finish(begin(data, ROOT / "manage.py", "import_contacts", people))
    yield server
    server.release()


def run_killed(server: EmbeddedServer, program: str) -> None:
    process = begin(server.data_dir.parent, "-c", BEGIN + program)
    process.communicate(timeout=120)
    assert process.returncode == -9


def test_erasure_that_is_killed_in_any_step_is_completed_by_the_next_process(server):
    data = server.data_dir.parent
    for at in (0, len(steps.STEPS) // 2, len(steps.STEPS)):
        run_killed(server, KILLED_IN_STEP.format(at=at) + ERASE.format(email=EMAIL))
        assert asked(server, STATE) == [(2, 2)]

    finish(begin(data, ROOT / "manage.py", "reapply_erasures"))

    assert (asked(server, STATE), asked(server, LEFT)) == ([(1, 2)], [(0,)])


def test_what_follows_an_erasure_is_completed_by_the_next_process(server):
    data = server.data_dir.parent
    finish(begin(data, "-c", BEGIN + ERASE.format(email=EMAIL)))
    for name in ("_find", "_analyse", "_end"):
        run_killed(server, KILLED_IN_FOLLOW_UP.format(name=name))
        assert asked(server, "SELECT status FROM gdpr_erasure") == [("erased",)]

    finish(begin(data, "-c", BEGIN + FOLLOW))

    assert asked(server, "SELECT count(*) FROM gdpr_erasuretrace") == [(0,)]
    assert not any(path.is_file() for path in Path(data, "files").rglob("*"))
