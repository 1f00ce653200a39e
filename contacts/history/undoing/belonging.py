"""What belongs to what: nothing is taken away under somebody's hands.

A row that the set made stays where something was added to it since. What the set gave to a contact that it made goes
or stays with the contact. Nothing goes back to a contact that stays deleted.
"""

from collections.abc import Iterator

from django.db import models
from django.db.backends.utils import CursorWrapper

from contacts.history.undoing.tables import Table, booking, naming, table_of, tables
from contacts.models import ChangeSet, Company, Contact, ContactList, Deal, ExternalId, ListMember, Tag

# Of what belongs to a contact that goes, only ids of other systems are taken away: each leads to one contact, deleted
# or not, and the next import must find it free.
FOLLOW = """
UPDATE {undoing} u SET act = 'follow', leaves = false
FROM {rows} t
WHERE t.id = u.id AND u.act = 'take'
  AND EXISTS (SELECT FROM undoing_contact c WHERE c.id = t.contact_id AND c.is_new AND {condition})
"""

LEAVES = "SELECT EXISTS (SELECT FROM {undoing} WHERE leaves)"
# What is left of the rows that name it, once the undo is done. A row that is older than the set may have had them
# before: for it counts only what was written since.
ADDED = """
UPDATE {undoing} u
SET act = NULL, leaves = false, keeps = 'added',
    columns = array_remove(array_remove(columns, 'deleted_at'), 'merged_into_id')
WHERE u.leaves AND EXISTS (
    SELECT FROM {rows} q
    WHERE q.{column} = u.id AND {counts}
      AND NOT EXISTS (
          SELECT FROM {theirs} v WHERE v.id = q.id AND (v.act IN ({going}) OR '{column}' = ANY (v.columns))
      )
      AND (u.is_new OR EXISTS (
          SELECT FROM {history} e
          WHERE e.pgh_obj_id = q.id AND e.pgh_created_at > u.at AND e.pgh_context_id IS DISTINCT FROM %(set)s
      ))
)
"""
IS_OF_DELETED = """EXISTS (
    SELECT FROM contacts_contact x LEFT JOIN undoing_contact c ON c.id = x.id
    WHERE x.id = q.contact_id AND (x.deleted_at IS NOT NULL OR c.leaves)
)"""

# Who is on a dynamic list follows from its filter.
IS_BY_HAND = "NOT EXISTS (SELECT FROM contacts_contactlist l WHERE l.id = q.list_id AND l.type = 'dynamic')"

# Tables without a history that say themselves which change set has written a row: the ledger of consent.
BOOKED = """
UPDATE {undoing} u SET act = NULL, leaves = false, keeps = 'added'
WHERE u.act = 'take'
  AND EXISTS (SELECT FROM {rows} q WHERE q.{column} = u.id AND q.change_set_id IS DISTINCT FROM %(set)s)
"""

# A contact that was deleted before the set, too, has its rows back.
STAYS_AWAY = """
UPDATE {undoing} u SET columns = array_remove(columns, 'contact_id'), barred = barred || '{{contact_id}}', bars = 'away'
FROM {history} p
WHERE p.pgh_id = u.source_id AND 'contact_id' = ANY (u.columns) AND EXISTS (
    SELECT FROM contacts_contact x
    LEFT JOIN undoing_contact c ON c.id = x.id
    LEFT JOIN {contacts} b ON b.pgh_id = c.source_id
    WHERE x.id = p.contact_id AND x.deleted_at IS NOT NULL AND ('deleted_at' = ANY (c.columns)) IS NOT TRUE
      AND CASE WHEN b.pgh_id IS NULL THEN x.deleted_at > %(began)s ELSE b.deleted_at IS NULL END
)
"""


def settle(cursor: CursorWrapper, change_set: ChangeSet) -> None:
    """Keep what something was added to, and have what belongs to a contact follow it."""
    for table in _of_contacts():
        if not table.is_live and table.model is not ExternalId:
            _follow(cursor, table, "true")
    for model in (Deal, Contact):
        _keep_added(cursor, model, change_set)
    for table in _of_contacts():
        _follow(cursor, table, "c.keeps IS NOT NULL")
    for model in (Company, Tag, ContactList):
        _keep_added(cursor, model, change_set)


def leave_where_contacts_stay_away(cursor: CursorWrapper, change_set: ChangeSet) -> None:
    """Have nothing go back to a contact that was deleted by the set or since, and stays so."""
    for table in _of_contacts():
        names = {"undoing": table.undoing, "history": table.history, "contacts": table_of(Contact).history}
        cursor.execute(STAYS_AWAY.format(**names), {"began": change_set.started_at})


def _of_contacts() -> Iterator[Table]:
    return (table for table in tables() if table.has_contact)


def _follow(cursor: CursorWrapper, table: Table, condition: str) -> None:
    cursor.execute(FOLLOW.format(undoing=table.undoing, rows=table.rows, condition=condition))


def _keep_added(cursor: CursorWrapper, model: type[models.Model], change_set: ChangeSet) -> None:
    undoing = table_of(model).undoing
    cursor.execute(LEAVES.format(undoing=undoing))
    if not cursor.fetchone()[0]:
        return
    for table, column in naming(model):
        statement = ADDED.format(
            undoing=undoing,
            rows=table.rows,
            history=table.history,
            theirs=table.undoing,
            column=column,
            counts=_counts(table, model),
            going="'take', 'follow'" if model is Contact else "'take'",
        )
        cursor.execute(statement, {"set": change_set.pk})
    for key in booking(model):
        statement = BOOKED.format(undoing=undoing, rows=key.rows, column=key.column)
        cursor.execute(statement, {"set": change_set.pk})


def _counts(table: Table, model: type[models.Model]) -> str:
    """Whether a row is one that people see."""
    conditions = ["q.deleted_at IS NULL"] if table.is_live else []
    if table.model is ListMember:
        conditions.append(IS_BY_HAND)
    if table.has_contact and model is not Contact:
        conditions.append(f"NOT {IS_OF_DELETED}")
    return " AND ".join(conditions) or "true"
