"""Our exports, and the least that PostgreSQL can do: COPY of the contact's own columns into a file."""

import csv
from pathlib import Path

from django.db import connection

from contacts.exporting import keep, send
from contacts.exporting.columns import chosen
from contacts.exporting.rows import Extract
from contacts.exporting.whole_file import whole_file
from contacts.models import ChangeSet, Contact
from contacts.selection import Selection
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart, peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import rate

COLUMNS = ", ".join(field.column for field in Contact._meta.local_concrete_fields)
COPY = f"COPY (SELECT {COLUMNS} FROM contacts_contact WHERE deleted_at IS NULL) TO STDOUT (FORMAT csv, HEADER)"
REMARKS = (
    "COPY writes no company names and no tags. All read what an export before them has brought into the cache.",
    "Unguarded is our CSV with cells as they are, formulas too: what making them harmless costs.",
)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many contacts."""
    files = write_files(folder, rows)
    ours, lines, unguarded, copied = (folder / name for name in ("ours.csv", "ours.jsonl", "plain.csv", "copied.csv"))
    with fresh_base("export"):
        apart(import_ours, files.first, created=rows)
        # The first one finds pages that the import has just written, in no cache.
        write_unguarded(unguarded)
        with peak_memory() as peak:
            ours_rows_s = rate(rows, lambda: export_to(ours))
            jsonl_rows_s = rate(rows, lambda: export_to(lines))
        unguarded_rows_s = rate(rows, lambda: write_unguarded(unguarded))
        copy_rows_s = rate(rows, lambda: copy_to(copied))
    require_lines(rows + 1, ours, unguarded, copied)
    require_lines(rows, lines)
    ratio = round(ours_rows_s / copy_rows_s, 3)
    figures = {
        "rows": rows,
        "ours_rows_s": ours_rows_s,
        "jsonl_rows_s": jsonl_rows_s,
        "unguarded_rows_s": unguarded_rows_s,
        "copy_rows_s": copy_rows_s,
        "ratio": ratio,
    }
    table = {
        "rows": thousands(rows),
        "ours as CSV, rows/s": thousands(ours_rows_s),
        "ours as JSON Lines, rows/s": thousands(jsonl_rows_s),
        "unguarded, rows/s": thousands(unguarded_rows_s),
        "COPY, rows/s": thousands(copy_rows_s),
        "ours as CSV to COPY, rows/s": times(ratio),
        "memory of ours, MB": thousands(peak.largest_mb),
        "… without the server, MB": thousands(peak.program_mb),
    }
    return Report(figures | {"peak_mb": peak.largest_mb, "program_mb": peak.program_mb}, table, REMARKS)


def export_to(path: Path) -> None:
    """What the command does, of all columns."""
    kind = path.suffix.removeprefix(".")
    with whole_file(path) as file:
        send(keep(Selection(), kind=kind, by=None, door=ChangeSet.Door.COMMAND), file)


def write_unguarded(path: Path) -> None:
    """Our CSV without a look at what its cells begin with."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(Extract(Contact.objects.live(), chosen(None)).table())


def copy_to(path: Path) -> None:
    """What `psql -c '\\copy …'` does."""
    with path.open("wb") as file, connection.cursor() as cursor, cursor.copy(COPY) as copy:
        file.writelines(copy)


def require_lines(count: int, *paths: Path) -> None:
    """Raise NotTheSameWork unless each file has so many lines."""
    for path in paths:
        with path.open("rb") as file:
            found = sum(1 for _ in file)
        if found != count:
            raise NotTheSameWork({path.name: found})
