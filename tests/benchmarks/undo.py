"""Undo of an import that changed every contact, beside the time that the import took."""

from pathlib import Path

from django.db import connection

from contacts.history import plan_undo, undo
from contacts.models import ChangeSet, Contact, ContactEmail, ContactTag, ImportRun
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import CHECKSUM, require_same
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart, peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import seconds

DOOR = ChangeSet.Door.COMMAND
# Each write counts the version up.
COUNTED = {"version", "updated_at"}


def measure(rows: int, folder: Path) -> Report:
    """Import so many contacts, change them all by another import, and undo that one."""
    files = write_files(folder, rows)
    with fresh_base("undo"):
        apart(import_ours, files.first, created=rows)
        held = held_by_contacts()
        import_seconds = seconds(lambda: import_ours(files.changed, updated=rows))
        made = ImportRun.objects.latest("created_at").change_set
        plan_seconds = seconds(lambda: plan_undo(made, by=None))
        with peak_memory() as peak:
            undo_seconds = seconds(lambda: undo(made, by=None, door=DOOR))
        require_same(held, held_by_contacts())
    ratio = round(undo_seconds / import_seconds, 2)
    figures = {
        "rows": rows,
        "import_seconds": round(import_seconds, 1),
        "plan_seconds": round(plan_seconds, 1),
        "undo_seconds": round(undo_seconds, 1),
        "ratio": ratio,
    }
    table = {
        "rows": thousands(rows),
        "import that changed all, s": f"{import_seconds:.1f}",
        "plan of its undo, s": f"{plan_seconds:.1f}",
        "undo, s": f"{undo_seconds:.1f}",
        "undo to import": times(ratio),
        "memory of the undo, MB": thousands(peak.largest_mb),
    }
    return Report(figures | {"peak_mb": peak.largest_mb}, table)


def held_by_contacts() -> dict[str, int]:
    """A checksum of each table that the import writes, with the ids of the rows."""
    return {model.__name__: _checksum(model) for model in (Contact, ContactEmail, ContactTag)}


def _checksum(model: type) -> int:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(field.column for field in fields if field.name not in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(CHECKSUM.format(columns=columns, tables=model._meta.db_table))
        return int(cursor.fetchone()[0])
