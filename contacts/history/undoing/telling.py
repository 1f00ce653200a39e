"""What an undo leaves as it is, told to people: which record, which fields, why, and who changed them since, when."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.backends.utils import CursorWrapper
from django.utils.text import capfirst

from contacts.history.undoing.tables import CUSTOM, Table, booking, naming
from contacts.models import ChangeSet, Contact, CustomField

TOLD = 100
REASONS = {
    "edited": "was edited since",
    "added": "something was added to it since",
    "needed": "something that belongs to it stays",
    "removed": "was removed since",
    "erased": "the person was anonymised",
    "unwelcome": "the person was erased, or has asked that nothing is kept",
    "restricted": "the use of the person's data is restricted",
    "unknown": "nobody knows any more what it said before",
    "gone": "it is gone for good, or what it named is",
    "taken": "another one has its place now",
    "address": "another contact has this address now",
    "merged": "was merged once more since: undo that merge first",
    "together": "another one that was merged with it stays merged",
    "away": "the contact that it belonged to is deleted",
}
LEFT = """
SELECT u.id, {contact}, u.{columns}, u.{reason}, u.first_id
FROM {undoing} u
JOIN {history} l ON l.pgh_id = u.last_id
LEFT JOIN {rows} t ON t.id = u.id
WHERE u.{reason} IS NOT NULL
ORDER BY u.id
LIMIT %s
"""
ADDED = """
SELECT q.{column}, e.pgh_created_at, e.pgh_context_id
FROM {rows} q
JOIN {history} e ON e.pgh_obj_id = q.id
WHERE q.{column} = ANY (%(ids)s) AND NOT EXISTS (
    SELECT FROM {history} own WHERE own.pgh_obj_id = q.id AND own.pgh_context_id = %(set)s
)
"""
BOOKED = """
SELECT q.{column}, made.started_at, made.id
FROM {rows} q
JOIN contacts_changeset made ON made.id = q.change_set_id
WHERE q.{column} = ANY (%(ids)s) AND made.id <> %(set)s
"""


@dataclass
class Left:
    """A row that stays as it is, or some of whose fields do.

    `columns` and `code` are for programs, `fields` and `reason` for people; `at` and `by` (a change set) say when it
    was changed and how, as far as that is known. `subject` is the contact to whom the row belongs, else the row.
    """

    table: Table
    pk: Any
    contact_id: Any
    columns: list[str]
    code: str
    first_id: int
    subject: models.Model | None = None
    fields: list[str] | None = None
    at: datetime | None = None
    by_id: Any = None
    by: ChangeSet | None = None

    @property
    def is_of_contact(self) -> bool:
        """Whether it is a contact, or belongs to one."""
        return self.table.model is Contact or self.contact_id is not None

    @property
    def part(self) -> str:
        """What kind of record it is, unless it is a contact itself."""
        return "" if self.table.model is Contact else str(self.table.model._meta.verbose_name)

    @property
    def url(self) -> str:
        """Where the subject is shown, if it has a page."""
        return self.subject.get_absolute_url() if hasattr(self.subject, "get_absolute_url") else ""

    def as_json(self) -> dict[str, Any]:
        """What it is and why it stays, for a program."""
        return {
            "table": self.table.name,
            "id": str(self.pk),
            "contact": str(self.contact_id or self.pk) if self.is_of_contact else None,
            "columns": self.columns,
            "reason": self.reason,
            "by": self.who or None,
            "at": self.at.isoformat() if self.at else None,
        }

    @property
    def reason(self) -> str:
        """Why it stays."""
        return REASONS[self.code]

    @property
    def who(self) -> str:
        """Who changed it, as people say the name; nothing where nobody did."""
        if self.by is None:
            return "Somebody outside the program" if self.at else ""
        return str(self.by.actor or self.by.get_door_display())


def told(
    cursor: CursorWrapper, tables: Iterable[Table], change_set: ChangeSet
) -> tuple[tuple[Left, ...], tuple[Left, ...]]:
    """The first rows that stay because somebody wrote since, and the first that cannot go back."""
    kept: list[Left] = []
    impossible: list[Left] = []
    for table in tables:
        kept += _left(cursor, table, "kept", "keeps")
        impossible += _left(cursor, table, "barred", "bars")
    kept, impossible = kept[:TOLD], impossible[:TOLD]
    for table in {left.table for left in kept}:
        _tell_edits([left for left in kept if left.table == table and left.code != "added"], change_set)
        _tell_additions(cursor, [left for left in kept if left.table == table and left.code == "added"], change_set)
    _tell_names([*kept, *impossible])
    return tuple(kept), tuple(impossible)


def _left(cursor: CursorWrapper, table: Table, columns: str, reason: str) -> list[Left]:
    contact = "coalesce(t.contact_id, l.contact_id)" if table.has_contact else "NULL"
    names = {"undoing": table.undoing, "history": table.history, "rows": table.rows}
    cursor.execute(LEFT.format(contact=contact, columns=columns, reason=reason, **names), [TOLD])
    return [Left(table, *row) for row in cursor.fetchall()]


def _tell_edits(rows: Sequence[Left], change_set: ChangeSet) -> None:
    """Find for each row the newest version in which somebody else changed one of its columns."""
    if not rows:
        return
    left = {row.pk: row for row in rows}
    versions = rows[0].table.model.pgh_event_model._default_manager.order_by("pgh_id")
    before: dict[Any, Any] = {}
    since = min(row.first_id for row in rows)
    for version in versions.filter(pgh_obj_id__in=left, pgh_id__gte=since).iterator():
        row, former = left[version.pgh_obj_id], before.get(version.pgh_obj_id)
        if former and version.pgh_context_id != change_set.pk and _is_changed(former, version, row.columns):
            row.at, row.by_id = version.pgh_created_at, version.pgh_context_id
        before[version.pgh_obj_id] = version


def _is_changed(former: Any, version: Any, columns: Iterable[str]) -> bool:
    return version.pgh_label == "delete" or any(_cell(former, name) != _cell(version, name) for name in columns)


def _cell(version: Any, name: str) -> Any:
    column, _, key = name.partition(".")
    value = getattr(version, column)
    return value.get(key) if key else value


def _tell_additions(cursor: CursorWrapper, rows: Sequence[Left], change_set: ChangeSet) -> None:
    """Find for each row the newest of what was added to it."""
    left = {row.pk: row for row in rows}
    for row in rows:
        row.code = "needed"
    for model, statement in _additions(rows[0].table.model) if rows else ():
        cursor.execute(statement, {"ids": list(left), "set": change_set.pk})
        for pk, at, by_id in cursor.fetchall():
            row = left[pk]
            if row.at is None or at > row.at:
                row.code, row.at, row.by_id, row.fields = "added", at, by_id, [capfirst(model._meta.verbose_name)]


def _additions(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for table, column in naming(model):
        yield table.model, ADDED.format(column=column, rows=table.rows, history=table.history)
    for key in booking(model):
        yield key.model, BOOKED.format(column=key.column, rows=key.rows)


def _tell_names(rows: Collection[Left]) -> None:
    """Name the records, their fields, and who did it: one query for each table."""
    contacts = Contact.objects.in_bulk({row.contact_id or row.pk for row in rows if row.is_of_contact})
    change_sets = ChangeSet.objects.select_related("actor").in_bulk({row.by_id for row in rows if row.by_id})
    custom = {(field.subject, field.key): field.label for field in CustomField.objects.all()}
    others = {
        table: table.model._default_manager.in_bulk({row.pk for row in rows if row.table == table})
        for table in {row.table for row in rows if not row.is_of_contact}
    }
    for row in rows:
        row.subject = contacts.get(row.contact_id or row.pk) if row.is_of_contact else others[row.table].get(row.pk)
        row.by = change_sets.get(row.by_id)
        if row.fields is None:
            row.fields = [_label(row.table, name, custom) for name in row.columns]


def _label(table: Table, name: str, custom: dict[tuple[str, str], str]) -> str:
    column, _, key = name.partition(".")
    if column == CUSTOM and key:
        return custom.get((table.name, key), key.replace("_", " ").capitalize())
    if column == "is_primary":
        return "Main address"
    columns = {field.column: field for field in table.model._meta.local_concrete_fields}
    return capfirst(columns[column].verbose_name)
