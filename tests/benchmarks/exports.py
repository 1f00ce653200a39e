"""Our export, and the least that PostgreSQL can do: COPY of the contact's own columns into a file."""

from pathlib import Path

from django.db import connection

from contacts.exporting import export_file
from contacts.models import Contact
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import NotTheSameWork
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart, peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import rate

COLUMNS = ", ".join(field.column for field in Contact._meta.local_concrete_fields)
COPY = f"COPY (SELECT {COLUMNS} FROM contacts_contact WHERE deleted_at IS NULL) TO STDOUT (FORMAT csv, HEADER)"
REMARKS = ("COPY writes no company names and no tags, and reads what our export has brought into the cache.",)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many contacts."""
    files = write_files(folder, rows)
    ours, copied = folder / "ours.csv", folder / "copied.csv"
    with fresh_base("export"):
        apart(import_ours, files.first, created=rows)
        with peak_memory() as peak:
            ours_rows_s = rate(rows, lambda: export_file(Contact.objects.live(), ours, kind="csv"))
        copy_rows_s = rate(rows, lambda: copy_to(copied))
    require_lines(rows + 1, ours, copied)
    ratio = round(ours_rows_s / copy_rows_s, 3)
    figures = {"rows": rows, "ours_rows_s": ours_rows_s, "copy_rows_s": copy_rows_s, "ratio": ratio}
    table = {
        "rows": thousands(rows),
        "ours, rows/s": thousands(ours_rows_s),
        "COPY, rows/s": thousands(copy_rows_s),
        "ours to COPY, rows/s": times(ratio),
        "memory of ours, MB": thousands(peak.largest_mb),
    }
    return Report(figures | {"peak_mb": peak.largest_mb}, table, REMARKS)


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
