"""The search in a crowd: how long the database takes, whether the wanted person is found, what the indexes cost."""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.db import connection

from contacts.models import Contact
from contacts.search import find
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.crowd import fill
from tests.benchmarks.imports import import_ours
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import rate

FIRST = 5
EACH = 40
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PEER = """
SELECT c.id FROM contacts_contact c
WHERE c.deleted_at IS NULL AND (c.first_name || ' ' || c.last_name ILIKE %(like)s OR c.email ILIKE %(like)s)
LIMIT 20
"""
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE NOT tgisinternal AND tgname ~ '^pgtrigger_(add|follow)_words'
"""
INDEXES = "SELECT indexname FROM pg_indexes WHERE indexname ~ '_words$' AND schemaname = 'public'"
SIZE = "SELECT sum(pg_relation_size(indexname::regclass)) FROM pg_indexes WHERE indexname ~ '(_words|^name_word.*)$'"
REMARKS = (
    "Found: the wanted person, or somebody whom the text does not tell from them, is among the first five.",
    "Database: the sum of what its queries take, as the program waits for them.",
    "The peer is ILIKE on name and address without an index for it; it finds no typos, numbers or companies.",
)


def measure(rows: int, folder: Path) -> Report:
    """Search in so many contacts, and import so many with and without what the search needs."""
    figures = {"rows": rows} | _searches(rows) | _imports(rows, folder)
    return Report(figures, _table(figures), REMARKS)


def _searches(rows: int) -> dict[str, float]:
    with fresh_base("search"):
        people = fill(rows)
        asked = list(queries(people))
        for _, text, _ in asked[::10]:
            find(Contact.objects.live(), text, to=None, most=20)
        taken, found = defaultdict(list), Counter()
        for kind, text, wanted in asked:
            seconds, hit = _search(text, wanted)
            taken[kind].append(seconds)
            found[kind] += hit
        with connection.cursor() as cursor:
            cursor.execute(SIZE)
            size = float(cursor.fetchone()[0])
        peer = [_peer(text) for _, text, _ in asked[:: len(asked) // 10]]
    every = [each for times_taken in taken.values() for each in times_taken]
    figures = {"median_ms": _ms(statistics.median(every)), "p95_ms": _ms(_p95(every))}
    figures |= {"peer_median_ms": _ms(statistics.median(peer)), "indexes_mb": round(size / 1e6, 1)}
    for kind, its in taken.items():
        figures |= {f"{kind}_median_ms": _ms(statistics.median(its)), f"{kind}_p95_ms": _ms(_p95(its))}
        figures[f"{kind}_found"] = found[kind] / len(its)
    return figures


def queries(people: list[Contact], *, seed: int = 7) -> Iterator[tuple[str, str, Contact]]:
    """Texts of each kind, in turn, each with whom it means."""
    rng = Random(seed)
    for person, *others in zip(*(iter(rng.sample(people, EACH * len(KINDS))),) * len(KINDS), strict=True):
        for (kind, text_for), each in zip(KINDS.items(), [person, *others], strict=True):
            yield kind, text_for(rng, each), each


def mistyped(rng: Random, person: Contact) -> str:
    """First and last name with one slip in the longer one."""
    names = sorted((person.first_name, person.last_name), key=len)
    return f"{names[0]} {slip(rng, names[1])}"


def slip(rng: Random, word: str) -> str:
    """The word with one letter missing, one too many, another one, or two that have changed places."""
    at = rng.randrange(1, len(word) - 1)
    other = rng.choice(LETTERS)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + other + word[at:],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _beginnings(rng: Random, person: Contact) -> str:
    return f"{person.last_name[: max(3, len(person.last_name) // 2)]} {person.first_name[:3]}"


def _part(rng: Random, person: Contact) -> str:
    local, _, host = person.email.partition("@")
    return rng.choice((f"{local.split('.')[-1]}@{host[:3]}", local))


def _dialled(rng: Random, person: Contact) -> str:
    digits = person.phone_e164[3:]
    return rng.choice((person.phone_e164, f"0049 {digits}", f"0{digits[:2]}/{digits[2:6]} {digits[6:]}", digits[2:]))


KINDS: dict[str, Callable[[Random, Contact], str]] = {
    "exact": lambda rng, person: f"{person.first_name} {person.last_name}",
    "prefix": _beginnings,
    "typo": mistyped,
    "address": _part,
    "phone": _dialled,
}


def _search(text: str, wanted: Contact) -> tuple[float, bool]:
    """How long the database took, and whether the wanted person is among the first."""
    waits: list[float] = []
    with connection.execute_wrapper(_timed(waits)):
        hits = find(Contact.objects.live(), text, to=None, most=20)
    names = (wanted.first_name, wanted.last_name)
    first = Contact.objects.in_bulk([hit.contact for hit in hits[:FIRST]])
    return sum(waits), any(each == wanted or (each.first_name, each.last_name) == names for each in first.values())


def _timed(waits: list[float]) -> Callable:
    def execute(run, sql, params, many, context):
        started = time.perf_counter()
        try:
            return run(sql, params, many, context)
        finally:
            waits.append(time.perf_counter() - started)

    return execute


def _peer(text: str) -> float:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(PEER, {"like": f"%{text}%"})
        cursor.fetchall()
    return time.perf_counter() - started


def _imports(rows: int, folder: Path) -> dict[str, float]:
    """The rates of an import with and without the indexes and triggers."""
    files = write_files(folder, rows)
    with fresh_base("without"), _without_search():
        without = rate(rows, lambda: import_ours(files.first, created=rows))
    with fresh_base("indexed"):
        indexed = rate(rows, lambda: import_ours(files.first, created=rows))
    return {"import_rows_s": indexed, "import_without_rows_s": without, "import_ratio": without / indexed}


@contextmanager
def _without_search() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
        cursor.execute(INDEXES)
        for (index,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {index}")
    yield


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


def _table(figures: dict[str, float]) -> dict[str, str]:
    table = {
        "contacts": thousands(figures["rows"]),
        "database, median, ms": f"{figures['median_ms']:.1f}",
        "database, 95 of 100, ms": f"{figures['p95_ms']:.1f}",
        "ILIKE, median, ms": f"{figures['peer_median_ms']:.1f}",
        "indexes, MB": thousands(figures["indexes_mb"]),
        "import, rows/s": thousands(figures["import_rows_s"]),
        "import without, rows/s": thousands(figures["import_without_rows_s"]),
        "import, time with to without": times(figures["import_ratio"]),
    }
    for kind in KINDS:
        table[f"{kind}: median / 95 of 100, ms"] = f"{figures[f'{kind}_median_ms']:.1f} / {figures[f'{kind}_p95_ms']:.1f}"
        table[f"{kind}: found"] = f"{figures[f'{kind}_found']:.0%}"
    return table
