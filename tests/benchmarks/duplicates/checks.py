"""How long it takes to look at one person in a base of many: known and new people, and those of the commonest names."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from statistics import quantiles

from django.db import connection

from contacts.duplicates import frequencies
from contacts.duplicates.base import Base
from contacts.duplicates.checking import candidates_of
from contacts.duplicates.profile import Profile
from contacts.duplicates.relation import of_row, profiles, profiles_of
from contacts.models import Contact
from crm.sample.locales import LOCALES
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.duplicates.lists import compared, entries
from tests.benchmarks.imports import import_ours
from tests.benchmarks.report import Report
from tests.benchmarks.rows import write_files

CHECKS = 300
COMMONEST = """
SELECT id FROM contacts_contact WHERE name_key = ANY (
    SELECT name_key FROM contacts_contact GROUP BY name_key ORDER BY count(*) DESC LIMIT 100
) LIMIT 5000
"""


def measure(rows: int, folder: Path) -> Report:
    """The times of checks of each kind, in milliseconds, once all has been read."""
    files, rng = write_files(folder, rows), Random(1)
    with fresh_base("checked"):
        import_ours(files.first, created=rows)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE contacts_contact, contacts_blockingkeys")
            cursor.execute(COMMONEST)
            common = [pk for (pk,) in cursor.fetchall()]
        frequencies.keep(Base(profiles()).columns)
        known = list(Contact.objects.order_by("?").values_list("pk", flat=True)[: 2 * CHECKS])
        new = [of_row(*compared(entry)) for _, entry, _ in entries(2 * CHECKS, LOCALES, seed=99)]
        figures = {"rows": rows}
        for name, people in {
            "known": _known(known),
            "new": ((None, person) for person in new),
            "common": _known(rng.choices(common, k=2 * CHECKS)),
        }.items():
            figures |= _times(name, people)
    return Report(figures, {name: f"{figure:,.1f}" for name, figure in figures.items()})


def _known(ids: Iterable) -> Iterable[tuple]:
    return (found for pk in ids for found in profiles_of([pk]))


def _times(name: str, people: Iterable[tuple[object, Profile]]) -> dict[str, float]:
    """Half of the checks warm the memory up, half are measured."""
    measured = list(people)[CHECKS:]
    times = sorted(
        _milliseconds(lambda pk=pk, person=person: candidates_of(person, besides=pk)) for pk, person in measured
    )
    cuts = quantiles(times, n=20)
    return {f"{name}_p50_ms": cuts[9], f"{name}_p95_ms": cuts[18], f"{name}_longest_ms": times[-1]}


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)
