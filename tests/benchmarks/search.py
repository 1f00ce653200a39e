"""The search in a crowd: how long the database takes, whether the wanted person is found, what the indexes cost."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random

from django.db import connection

from contacts.models import Contact
from contacts.search import Hit, find
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.crowd import fill
from tests.benchmarks.imports import import_ours
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import processor_seconds, server_seconds

Figures = dict[str, float]

FIRST, SHOWN = 5, 20
EACH, TRIES = 40, 3
FEW = 1_000
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
    "Times are those of the database: of all queries of a search, as the program waits for them, the best of three.",
    "Processor time leaves out what else the machine did meanwhile.",
    "The peer is ILIKE on name and address without an index for it; it finds no typos, numbers or companies.",
)


def measure(rows: int, folder: Path) -> Report:
    """Search in so many contacts, and import so many with and without what the search needs."""
    figures: Figures = {"rows": rows} | _searches(rows) | _imports(rows, folder)
    return Report(figures, _table(figures), REMARKS)


def _searches(rows: int) -> Figures:
    """The times of each kind of text, and of all; how many found whom they mean."""
    with fresh_base("search"):
        people = fill(rows)
        asked = list(queries(people))
        for _, text, _ in asked[::10]:
            find(Contact.objects.live(), text, to=None, most=SHOWN)
        answers = [(kind, *_search(text, wanted)) for kind, text, wanted in asked]
        peer = [_peer(text) for _, text, _ in asked[:: len(asked) // 10]]
        figures = {"peer_median_ms": _ms(statistics.median(peer)), "indexes_mb": _indexes_mb()}
    for kind in ("", *KINDS):
        its = [answer for answer in answers if kind in ("", answer[0])]
        name = f"{kind}_" if kind else ""
        for place, measure in ((1, "ms"), (2, "cpu_ms")):
            times_taken = [answer[place] for answer in its]
            figures[f"{name}median_{measure}"] = _ms(statistics.median(times_taken))
            figures[f"{name}p95_{measure}"] = _ms(statistics.quantiles(times_taken, n=20)[-1])
        figures[f"{name}found"] = sum(answer[3] for answer in its) / len(its)
    return figures


def _indexes_mb() -> float:
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return round(float(cursor.fetchone()[0]) / 1e6, 1)


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


def _search(text: str, wanted: Contact) -> tuple[float, float, bool]:
    """How long the database took, how much of it working, and whether the wanted person is among the first."""
    tries = [_try(text) for _ in range(TRIES)]
    hits = tries[0][2]
    names = (wanted.first_name, wanted.last_name)
    first = Contact.objects.in_bulk([hit.contact for hit in hits[:FIRST]])
    is_found = any(each == wanted or (each.first_name, each.last_name) == names for each in first.values())
    return min(took for took, _, _ in tries), min(worked for _, worked, _ in tries), is_found


def _try(text: str) -> tuple[float, float, list[Hit]]:
    pid = connection.connection.info.backend_pid
    waits: list[float] = []
    before = server_seconds(pid)
    with connection.execute_wrapper(_timed(waits)):
        hits = find(Contact.objects.live(), text, to=None, most=SHOWN)
    return sum(waits), server_seconds(pid) - before, hits


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


def _imports(rows: int, folder: Path) -> Figures:
    """What an import costs with and without the indexes and triggers, in processor time and by the clock."""
    few, files = write_files(_below(folder, "few"), FEW), write_files(folder, rows)
    with fresh_base("few"):
        # Whoever comes first would pay for what a process reads once.
        import_ours(few.first, created=FEW)
    figures: Figures = {}
    for name, prepared in (("without", _without_search), ("indexed", nullcontext)):
        with fresh_base(name), prepared():
            started = time.perf_counter()
            figures[f"import_{name}_cpu_s"] = processor_seconds(lambda: import_ours(files.first, created=rows))
            figures[f"import_{name}_rows_s"] = rows / (time.perf_counter() - started)
    figures["import_ratio"] = figures["import_indexed_cpu_s"] / figures["import_without_cpu_s"]
    figures["import_clock_ratio"] = figures["import_without_rows_s"] / figures["import_indexed_rows_s"]
    return figures


def _below(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


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


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


def _table(figures: Figures) -> dict[str, str]:
    table = {
        "contacts": thousands(figures["rows"]),
        "ILIKE, median, ms": f"{figures['peer_median_ms']:.1f}",
        "indexes, MB": thousands(figures["indexes_mb"]),
        "import, rows/s": thousands(figures["import_indexed_rows_s"]),
        "import without, rows/s": thousands(figures["import_without_rows_s"]),
        "import, with to without, time": times(figures["import_clock_ratio"]),
        "import, with to without, processor": times(figures["import_ratio"]),
    }
    for kind in ("", *KINDS):
        name = f"{kind}_" if kind else ""
        for measure, told in (("ms", "ms"), ("cpu_ms", "ms of processor")):
            median, p95 = figures[f"{name}median_{measure}"], figures[f"{name}p95_{measure}"]
            table[f"{kind or 'all'}: median / 95 of 100, {told}"] = f"{median:.1f} / {p95:.1f}"
        table[f"{kind or 'all'}: found"] = f"{figures[f'{name}found']:.1%}"
    return table
