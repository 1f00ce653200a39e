"""Merges in an undo: of what one contact got from others, all goes back or nothing.

Where one of those who were merged into a contact stays merged, for somebody else has its address by now, or because it
was merged once more since, the contact keeps what it got, and the others stay with it.
"""

from django.db.backends.utils import CursorWrapper

from contacts.history.undoing.tables import table_of, tables
from contacts.models import Contact

# Whom the set has merged, into whom: u is their part of the undo, t the contact as it is, l as the set has left it.
MERGED = """
undoing_contact u
JOIN contacts_contact t ON t.id = u.id
JOIN {contacts} l ON l.pgh_id = u.last_id AND l.merged_into_id IS NOT NULL
JOIN {contacts} p ON p.pgh_id = u.source_id AND p.merged_into_id IS DISTINCT FROM l.merged_into_id
"""
MERGED_AGAIN = """
UPDATE undoing_contact SET keeps = 'merged'
FROM {merged}
WHERE undoing_contact.id = u.id AND u.keeps = 'edited' AND t.merged_into_id <> l.merged_into_id
"""
STUCK = """
SELECT l.merged_into_id FROM {merged}
WHERE t.merged_into_id IS DISTINCT FROM p.merged_into_id AND NOT 'merged_into_id' = ANY (u.columns)
"""
HOLD_CONTACTS = """
UPDATE undoing_contact
SET columns = '{{}}', barred = barred || columns, bars = coalesce(bars, CASE WHEN columns <> '{{}}' THEN 'together' END)
WHERE id = ANY (%(stuck)s) OR id IN (SELECT u.id FROM {merged} WHERE l.merged_into_id = ANY (%(stuck)s))
"""
HOLD_ROWS = """
UPDATE {undoing} u SET act = NULL, leaves = false
FROM {rows} t
WHERE t.id = u.id AND u.act = 'take' AND t.contact_id = ANY (%(stuck)s)
"""


def settle(cursor: CursorWrapper) -> None:
    """Leave out of the plan what would take from a contact a part of what a merge gave to it."""
    contacts = table_of(Contact)
    merged = MERGED.format(contacts=contacts.history)
    cursor.execute(MERGED_AGAIN.format(merged=merged))
    cursor.execute(STUCK.format(merged=merged))
    stuck = {"stuck": [pk for (pk,) in cursor.fetchall()]}
    if not stuck["stuck"]:
        return
    cursor.execute(HOLD_CONTACTS.format(merged=merged), stuck)
    for table in tables():
        if table.has_contact:
            cursor.execute(HOLD_ROWS.format(undoing=table.undoing, rows=table.rows), stuck)
