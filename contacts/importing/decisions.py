"""What a human has said to rows of a preview that the program would not decide by itself."""

from collections import Counter

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from contacts.importing.exceptions import NoSuchDecision
from contacts.importing.identity import KEY, NOBODY
from contacts.models import ImportPlanRow, ImportRun

Decision = ImportPlanRow.Decision
Disposition = ImportPlanRow.Disposition

# What can be done with a row of a disposition, beside what is done without a word.
OPEN = (Disposition.CONFLICT, Disposition.LOOKALIKE)
COUNTED_AS = {
    Disposition.CREATE: "created",
    Disposition.LOOKALIKE: "created",
    Disposition.UPDATE: "updated",
    Disposition.UNCHANGED: "unchanged",
    Disposition.DUPLICATE: "skipped",
    Disposition.SKIP: "skipped",
    Disposition.CONFLICT: "skipped",
    Disposition.FAIL: "failed",
}
# A decision → the disposition that the row has by it.
MEANS = {Decision.UPDATE: Disposition.UPDATE, Decision.CREATE: Disposition.CREATE, Decision.LEAVE: Disposition.SKIP}
MEANT = Case(
    *(When(decision=decision, then=Value(disposition.value)) for decision, disposition in MEANS.items()),
    default=F("disposition"),
    output_field=CharField(),
)

# Of the staged row `s`, as its line of the plan has it: one step in an index each.
_PLANNED = "(SELECT p.{column} FROM contacts_importplanrow p WHERE p.run_id = %(run)s AND p.line = s.line)"
_DECISION, _CONTACT = (_PLANNED.format(column=column) for column in ("decision", "contact_id"))
IS_ANY_DECIDED = """
SELECT EXISTS (
    SELECT FROM contacts_importplanrow p
    WHERE p.run_id = %(run)s AND p.decision <> '' AND p.line BETWEEN (SELECT min(line) FROM staged)
                                                                 AND (SELECT max(line) FROM staged)
)
"""
BE_ABOUT_CONTACT = f"""
UPDATE staged s SET contact_id = {_CONTACT}, is_new = false, found_by = '{KEY}'
WHERE {_DECISION} = '{Decision.UPDATE}'
"""
BE_ABOUT_NOBODY = f"UPDATE staged s SET found_by = '{NOBODY}' WHERE s.is_new AND {_DECISION} = '{Decision.CREATE}'"


def choices_of(row: ImportPlanRow, run: ImportRun) -> list[Decision]:
    """What can be decided about a row of the run's plan; nothing where there is nothing to decide."""
    if row.disposition not in OPEN:
        return []
    may_update = row.contact_id is not None and run.existing != ImportRun.Existing.SKIP
    may_create = row.disposition == Disposition.LOOKALIKE or row.contact_id is None
    return [
        *([Decision.UPDATE] if may_update else []),
        *([Decision.CREATE] if may_create else []),
        Decision.LEAVE,
    ]


@transaction.atomic
def decide(run: ImportRun, decision: str, *, line: int | None = None, disposition: str = "") -> int:
    """Decide about one row, or about all of a disposition for which the decision makes sense; returns how many.

    The counts of the preview follow. Raises NoSuchDecision where no row can be meant.
    """
    rows = run.plan_rows.filter(disposition__in=OPEN)
    rows = rows.filter(line=line) if line is not None else rows.filter(disposition=disposition)
    decided = _sensible(rows, decision, run).update(decision=decision)
    if not decided or run.status != ImportRun.Status.PLANNED:
        raise NoSuchDecision
    run.planned = {**run.planned, **foreseen(run)}
    run.save(update_fields=["planned"])
    return decided


def foreseen(run: ImportRun) -> Counter[str]:
    """How many rows of the plan end as what, decisions included."""
    meant = run.plan_rows.order_by().annotate(meant=MEANT).values_list("meant").annotate(Count("line"))
    counts = Counter(dict.fromkeys(COUNTED_AS.values(), 0))
    for disposition, count in meant:
        counts[COUNTED_AS[Disposition(disposition)]] += count
    return counts


def carry_out(cursor: CursorWrapper, run: ImportRun) -> None:
    """Have the staged rows be about whom somebody has said."""
    cursor.execute(IS_ANY_DECIDED, {"run": run.pk})
    if not cursor.fetchone()[0]:
        return
    for statement in (BE_ABOUT_CONTACT, BE_ABOUT_NOBODY):
        cursor.execute(statement, {"run": run.pk})


def _sensible(rows: QuerySet[ImportPlanRow], decision: str, run: ImportRun) -> QuerySet[ImportPlanRow]:
    if decision == Decision.UPDATE:
        return rows.none() if run.existing == ImportRun.Existing.SKIP else rows.filter(contact__isnull=False)
    if decision == Decision.CREATE:
        return rows.filter(disposition=Disposition.LOOKALIKE) | rows.filter(contact=None)
    return rows if decision in ("", Decision.LEAVE) else rows.none()
