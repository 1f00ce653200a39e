"""The search for what is left of a person, and the least that PostgreSQL can do: COPY of the same tables, unread."""

from pathlib import Path

from django.db import connection
from django.test.utils import override_settings

from gdpr.residue import Progress, scan, terms_of
from gdpr.residue.tables import relations
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart, peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import processor_seconds, seconds

# Nobody's: what is looked for after an erasure is not there any more.
TERMS = [
    text
    for letter in "abcdefgh"
    for text in (f"Zöe Qu{letter}ssander", f"zoe.{letter}@quissander.example", f"+49 30 555120{ord(letter)}")
]
REMARKS = (
    "The base was imported, then read once; the file that was imported is looked into as well.",
    "Processor time leaves out what else the machine did meanwhile.",
)


def measure(rows: int, folder: Path) -> Report:
    """Search a base of so many contacts for eight people who are not in it."""
    files, data = write_files(folder, rows), folder / "files"
    with fresh_base("residue"), override_settings(DATA_DIR=data):
        apart(import_ours, files.first, created=rows)
        copy_s = seconds(copy_all)
        with peak_memory() as peak:
            progress = Progress()
            scan_s = seconds(lambda: search(progress))
        processor_s = processor_seconds(lambda: search(Progress()))
    megabytes = progress.bytes / 1e6
    figures = {
        "rows": rows,
        "terms": len(TERMS),
        "mb": round(megabytes, 1),
        "seconds": round(scan_s, 2),
        "mb_s": round(megabytes / scan_s, 2),
        "processor_mb_s": round(megabytes / processor_s, 2),
        "copy_seconds": round(copy_s, 2),
        "ratio": round(scan_s / copy_s, 2),
        "peak_mb": peak.program_mb,
    }
    table = {
        "contacts": thousands(rows),
        "terms": thousands(len(TERMS)),
        "MB looked into": thousands(megabytes),
        "seconds": f"{scan_s:.1f}",
        "MB/s": f"{figures['mb_s']:.1f}",
        "MB a second of processor time": f"{figures['processor_mb_s']:.1f}",
        "to COPY": times(figures["ratio"]),
        "largest process, MB": thousands(peak.program_mb),
    }
    return Report(figures, table, REMARKS)


def search(progress: Progress) -> None:
    if found := list(scan(terms_of(TERMS), progress=progress)):
        raise NotTheSameWork(f"{len(found)} found of people who are not there")


def copy_all() -> None:
    """Read every table, and look at nothing."""
    with connection.cursor() as cursor:
        for relation in relations():
            with cursor.copy(relation.copying()) as copy:
                for _ in copy:
                    pass
