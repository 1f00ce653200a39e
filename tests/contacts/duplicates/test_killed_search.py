"""A search that is killed, again and again, and started anew."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from contacts.models import Contact, DuplicatePair, DuplicateRun
from crm.sample.locales import LOCALES
from tests.benchmarks.duplicates.lists import entries
from tests.factories import booked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PEOPLE = 3_000
KILLS = 5
# Small steps, each of which it tells of.
SEARCH = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from contacts.duplicates import finding, judging
judging.CHUNK = 200
finding.find(on_progress=lambda run: print(run.progress, flush=True))
"""


@pytest.fixture
def people() -> None:
    """Many people, some of them several times."""
    with booked():
        Contact.objects.bulk_create(
            Contact(
                first_name=entry.first_name,
                last_name=entry.last_name,
                email=f"{number}@example.com",
                phone=entry.phone,
                city=entry.city,
                postal_code=entry.postal_code,
                source=Contact.Source.IMPORT,
            )
            for number, (_, entry, _) in enumerate(entries(PEOPLE, LOCALES, seed=5))
        )


def search() -> subprocess.Popen[str]:
    """A process that searches the database of the tests."""
    command = [sys.executable, "-c", SEARCH, connection.settings_dict["NAME"]]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)


def killed_after(steps: int) -> float:
    """Kill a search after so many steps; how far it was, from 0 to 1."""
    with search() as process:
        progress = [float(process.stdout.readline()) for _ in range(steps)][-1]
        process.kill()
    return progress


def found() -> dict[tuple, tuple]:
    """The pairs that are kept, by who they are."""
    pairs = DuplicatePair.objects.values_list("low", "high", "probability", "reasons", "fingerprint", "status")
    return {(low, high): tuple(others) for low, high, *others in pairs}


def test_search_that_is_killed_again_and_again_ends_as_an_undisturbed_one(people):
    with search() as undisturbed:
        steps = len(undisturbed.stdout.readlines())
    expected = found()
    DuplicatePair.objects.all().delete()
    DuplicateRun.objects.all().delete()

    reached = [killed_after(steps // (KILLS + 2)) for _ in range(KILLS)]
    with search() as last:
        rest = len(last.stdout.readlines())

    assert (found(), len(expected) > PEOPLE // 10) == (expected, True)
    assert (reached == sorted(set(reached)), 1 < rest < steps) == (True, True)
    assert [run.status for run in DuplicateRun.objects.all()] == ["done"]
