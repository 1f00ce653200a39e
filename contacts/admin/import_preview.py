"""What the preview of an import shows: the rows of its plan, a page at a time or as a file, each change old → new."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count

from contacts import normalize
from contacts.importing.decisions import OPEN, choices_of
from contacts.importing.row_files import BATCH, BYTE_ORDER_MARK
from contacts.importing.vocabulary import CUSTOM, FIELDS
from contacts.models import Contact, ImportPlanRow, ImportRun
from contacts.resources import choice_labels
from crm.models import User

Decision = ImportPlanRow.Decision
Disposition = ImportPlanRow.Disposition
SHOWN = 50
LOOKS = {
    Disposition.CREATE: "success",
    Disposition.UPDATE: "info",
    Disposition.CONFLICT: "warning",
    Disposition.LOOKALIKE: "warning",
    Disposition.FAIL: "danger",
}
NAMES = {
    "emails": "Further e-mail addresses",
    "phones": "Further telephone numbers",
    "tags": "Tags",
    "external_id": "Ids in other systems",
    "notes": "Notes",
    "email_opt_in": "Takes e-mails",
    "email_opt_out": "Takes no e-mails",
    "company_domain": "Domain of the company",
    "custom": "Custom fields",
}


@dataclass(frozen=True)
class Change:
    """One field of one row."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class PlannedRow:
    """One row of the file, and what would become of it."""

    line: int
    label: str
    look: str
    contact: Contact | None
    reason: str
    changes: list[Change]
    decision: str = ""
    choices: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class PlanPage:
    """Some rows of a plan; `next_line` is where the next page begins, None on the last."""

    rows: list[PlannedRow]
    chosen: str
    tabs: list[tuple[str, str, int]]
    next_line: int | None
    first_line: int = 0
    choices: tuple[Decision, ...] = ()


def plan_page(run: ImportRun, asked: Mapping[str, str], *, user: User) -> PlanPage:
    """The rows that a page asks for: those of one disposition, from a line on. Odd values ask for all of them."""
    counts = dict(run.plan_rows.order_by().values_list("disposition").annotate(Count("line")))
    tabs = [(value, str(label), counts[value]) for value, label in Disposition.choices if value in counts]
    chosen = asked.get("show", "") if asked.get("show", "") in counts else ""
    line = int(asked["from"]) if asked.get("from", "").isdecimal() and len(asked["from"]) < 10 else 0
    rows = run.plan_rows.filter(line__gte=line).order_by("line")
    found = list((rows.filter(disposition=chosen) if chosen else rows)[: SHOWN + 1])
    contacts = Contact.objects.visible_to(user).in_bulk({row.contact_id for row in found} - {None})
    labels = choice_labels()
    shown = [_shown(row, contacts.get(row.contact_id), labels, choices_of(row, run)) for row in found[:SHOWN]]
    next_line = found[SHOWN].line if len(found) > SHOWN else None
    # What can be said of one of a kind can be said of all of them.
    choices = dict.fromkeys(choice for row in shown for choice in row.choices) if chosen in OPEN else ()
    return PlanPage(shown, chosen, tabs, next_line, line, tuple(choices))


def plan_lines(run: ImportRun) -> Iterator[str]:
    """The whole plan as CSV, a line for each change, some at a time."""
    labels = choice_labels()
    yield BYTE_ORDER_MARK + _text([["line", "what happens", "field", "old", "new", "reason"]])
    rows = run.plan_rows.order_by("line").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield _text([cells for row in batch for cells in _cells(_shown(row, None, labels))])


def _cells(row: PlannedRow) -> list[list[str | int]]:
    told = [(change.name, change.old, change.new) for change in row.changes] or [("", "", "")]
    return [[row.line, row.label, *change, row.reason] for change in told]


def _text(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([normalize.harmless(str(cell)) for cell in row] for row in rows)
    return text.getvalue()


def _shown(
    row: ImportPlanRow,
    contact: Contact | None,
    labels: Mapping[str, Mapping[str, str]],
    choices: Sequence[Decision] = (),
) -> PlannedRow:
    is_new = row.disposition in (Disposition.CREATE, Disposition.LOOKALIKE)
    told = sorted((row.changes or {}).items(), key=lambda field: _place(field[0]))
    pairs = ((name, (None, value) if is_new else value) for name, value in told)
    changes = [Change(_name(field), *(_value(field, one, labels) for one in pair)) for field, pair in pairs]
    reason = f"Repeats line {row.first_line}; fills what is blank there." if row.first_line else row.reason
    disposition = Disposition(row.disposition)
    look = LOOKS.get(disposition, "")
    return PlannedRow(row.line, str(disposition.label), look, contact, reason, changes, row.decision, tuple(choices))


def _place(field: str) -> tuple[int, str]:
    """Where the field stands among the others: as in a spreadsheet, and what is several of a kind after it."""
    return (FIELDS.index(field) if field in FIELDS else len(FIELDS)), field


def _name(field: str) -> str:
    if field.startswith(CUSTOM):
        return field.removeprefix(CUSTOM).replace("_", " ").capitalize()
    try:
        name = str(Contact._meta.get_field(field).verbose_name)
    except FieldDoesNotExist:
        name = field
    return NAMES.get(field, name[:1].upper() + name[1:])


def _value(field: str, value: Any, labels: Mapping[str, Mapping[str, str]]) -> str:
    if value in (None, "", [], {}):
        return ""
    if field == "country":
        return normalize.country_name(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(": ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value('', one, labels)}" for key, one in value.items())
    return str(labels.get(field, {}).get(value, value))
