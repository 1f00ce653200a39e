"""A mass edit of one field, and the plain UPDATE of the same rows with the same triggers."""

from pathlib import Path

from django.db import connection

from contacts.bulk import execute, keep, plan_bulk
from contacts.bulk.columns import SetField
from contacts.history import change_set
from contacts.models import BulkRun, ChangeSet, Contact, ContactEvent
from contacts.selection import Selection
from crm.models import User
from tests.benchmarks.bases import fresh_base
from tests.benchmarks.contents import require_same
from tests.benchmarks.imports import import_ours
from tests.benchmarks.memory import apart, peak_memory
from tests.benchmarks.report import Report, thousands, times
from tests.benchmarks.rows import write_files
from tests.benchmarks.timing import seconds

COMMAND = ChangeSet.Door.COMMAND
DEPARTMENT = "Customer success"
PLAIN = "UPDATE contacts_contact SET department = %s WHERE deleted_at IS NULL AND department <> %s"
REMARKS = (
    "Ours counts beforehand, leaves alone what others have changed meanwhile, and commits chunk by chunk.",
    "Both work on copies of one imported base, and write the history of each contact.",
)


def measure(rows: int, folder: Path) -> Report:
    """Compare, with so many contacts."""
    files = write_files(folder, rows)
    with fresh_base("filled"):
        apart(import_ours, files.first, created=rows)
        with connection.cursor() as cursor:
            # What autovacuum does within minutes of an import.
            cursor.execute("VACUUM ANALYZE")
        with fresh_base("plain"):
            plain_s = seconds(update_plainly)
            held = contents()
        with fresh_base("ours"):
            user = User.objects.create_superuser("benchmark")
            with peak_memory() as peak:
                plan_s = seconds(lambda: keep(plan_bulk(Selection(), SetField("department", DEPARTMENT), by=user)))
                apply_s = seconds(lambda: execute(BulkRun.objects.get(), door=COMMAND))
            require_same(held, contents())
    ratio = round((plan_s + apply_s) / plain_s, 3)
    figures = {"rows": rows, "plan_s": round(plan_s, 3), "apply_s": round(apply_s, 3), "plain_s": round(plain_s, 3)}
    table = {
        "contacts": thousands(rows),
        "plan, s": f"{plan_s:.1f}",
        "apply, s": f"{apply_s:.1f}",
        "plain UPDATE, s": f"{plain_s:.1f}",
        "ours to plain UPDATE, time": times(ratio),
        "memory of ours, MB": thousands(peak.largest_mb),
    }
    return Report(figures | {"ratio": ratio, "peak_mb": peak.largest_mb}, table, REMARKS)


def update_plainly() -> None:
    """The statement that somebody would type who has the database before them."""
    with change_set(ChangeSet.Kind.EDIT, door=COMMAND), connection.cursor() as cursor:
        cursor.execute(PLAIN, [DEPARTMENT, DEPARTMENT])


def contents() -> dict[str, int]:
    """How many contacts bear the new value, and how many versions there are."""
    bearing = Contact.objects.filter(department=DEPARTMENT)
    return {"contacts": bearing.count(), "versions": ContactEvent.objects.count()}
