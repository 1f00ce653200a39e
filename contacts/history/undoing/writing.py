"""The statements that carry a plan out, and the locks that keep it true meanwhile."""

from collections.abc import Collection, Iterator, Set

from django.db.backends.utils import CursorWrapper

from contacts.history.undoing import addresses, numbers
from contacts.history.undoing.comparing import KEYS_BACK
from contacts.history.undoing.tables import CUSTOM, Table, table_of
from contacts.models import Activity, ChangeSet, Contact, ContactEmail

# Imports and undos follow one another: each holds this lock, an import for one chunk.
ALONE = "SELECT pg_advisory_xact_lock(hashtext('contacts.importing'))"

# In the order of their ids, as every writer of many rows does. Not even a row that names one comes in meanwhile.
LOCK = "SELECT count(*) FROM (SELECT FROM {rows} WHERE id IN ({ids}) ORDER BY id FOR UPDATE) AS locked"
TOUCHED = "SELECT pgh_obj_id FROM {history} WHERE pgh_context_id = %(set)s"
NAMED = """
SELECT contact_id FROM {history} WHERE pgh_context_id = %(set)s
UNION
SELECT before.contact_id
FROM {history} e
CROSS JOIN LATERAL (
    SELECT p.contact_id FROM {history} p
    WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id
    ORDER BY p.pgh_id DESC LIMIT 1
) AS before
WHERE e.pgh_context_id = %(set)s AND e.pgh_label = 'update'
"""

TAKE_SOFTLY = """
UPDATE {rows} t SET deleted_at = now(), updated_at = now() FROM {undoing} u WHERE u.id = t.id AND u.act = 'take'
"""
TAKE = "DELETE FROM {rows} t USING {undoing} u WHERE u.id = t.id AND u.act = 'take'"
COLUMNS = "SELECT DISTINCT unnest(columns) FROM {undoing}"
BRING_BACK = """
UPDATE {rows} t SET {assignments}
FROM {undoing} u
JOIN {history} p ON p.pgh_id = u.source_id
JOIN {history} l ON l.pgh_id = u.last_id
WHERE t.id = u.id AND u.columns <> '{{}}' AND {condition}
"""
# Deleted contacts first: they free their addresses, and the trigger takes none of them for who is given one.
DELETED_AFTER = "CASE WHEN 'deleted_at' = ANY (u.columns) THEN p.deleted_at ELSE t.deleted_at END IS {} NULL"
STEPS = {Contact: (DELETED_AFTER.format("NOT"), DELETED_AFTER.format(""))}
PUT_IN = """
INSERT INTO {rows} ({columns})
SELECT {values}
FROM {undoing} u
JOIN {history} p ON p.pgh_id = u.source_id
LEFT JOIN {rows} t ON t.id = u.id
WHERE u.act = 'put'
ORDER BY u.id
"""
# Until the contacts are as they shall be, no address that comes back claims anything.
PARKED = {"is_primary": "false", "live": "false"}
MOVING = {"email", "contact_id"}


def lock(cursor: CursorWrapper, touched: Collection[Table], change_set: ChangeSet) -> None:
    """Have nobody else change what the change set touched, nor the contacts that it belongs to, until the end."""
    cursor.execute(ALONE)
    ids = {table: TOUCHED.format(history=table.history) for table in touched}
    contacts = table_of(Contact)
    ids[contacts] = " UNION ".join([TOUCHED.format(history=contacts.history), *_named(touched)])
    # Activities before contacts: who writes one locks it first, then its contact.
    for table in sorted(ids, key=lambda table: (table.model is not Activity, table.model is not Contact)):
        cursor.execute(LOCK.format(rows=table.rows, ids=ids[table]), {"set": change_set.pk})


def write(cursor: CursorWrapper, touched: Collection[Table], undo: ChangeSet) -> None:
    """Do what the temporary tables say; `undo` is what it is booked on."""
    for table in touched:
        statement = TAKE_SOFTLY if table.is_live else TAKE
        cursor.execute(statement.format(rows=table.rows, undoing=table.undoing))
    # Addresses that come back are there before their contacts ask for them; numbers look at their contact's country.
    for table in sorted(touched, key=lambda table: (table.model is not ContactEmail, table.model is not Contact)):
        numbers.read(cursor, table)
        _bring_back(cursor, table)
        _put_in(cursor, table)
    addresses.follow_contacts(cursor, undo)


def _named(touched: Collection[Table]) -> Iterator[str]:
    return (NAMED.format(history=table.history) for table in touched if table.has_contact)


def _bring_back(cursor: CursorWrapper, table: Table) -> None:
    cursor.execute(COLUMNS.format(undoing=table.undoing))
    columns = {column for (column,) in cursor.fetchall()}
    if columns:
        assignments = ", ".join(_assignments(table, columns))
        names = {"rows": table.rows, "undoing": table.undoing, "history": table.history}
        for condition in STEPS.get(table.model, ("true",)):
            cursor.execute(BRING_BACK.format(assignments=assignments, condition=condition, **names))


def _assignments(table: Table, columns: Set[str]) -> Iterator[str]:
    for column in sorted(columns):
        value = KEYS_BACK if column == CUSTOM else f"p.{column}"
        yield f"{column} = CASE WHEN '{column}' = ANY (u.columns) THEN {value} ELSE t.{column} END"
    yield from numbers.assignments(table, columns)
    if table.is_live:
        yield "updated_at = now()"
    if table.model is ContactEmail and columns & MOVING:
        yield from (f"{column} = {value}" for column, value in PARKED.items())


def _put_in(cursor: CursorWrapper, table: Table) -> None:
    values = {column: f"p.{column}" for column in table.tracked} | numbers.values(table)
    if table.model is ContactEmail:
        values |= PARKED
    names = {"rows": table.rows, "undoing": table.undoing, "history": table.history}
    cursor.execute(PUT_IN.format(columns=", ".join(values), values=", ".join(values.values()), **names))
