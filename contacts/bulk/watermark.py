"""What was known at a moment, so that what has changed since can be told for certain."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db import connection
from django.db.models import Model

from contacts.models import Company, Contact

# How a version in a history leads to a contact. All others name it.
OF_CONTACT = {
    Contact: "e.pgh_obj_id = picked.id",
    Company: "e.pgh_obj_id = (SELECT company_id FROM contacts_contact WHERE id = picked.id)",
}
# Each contact is looked up in the index by itself: without the offset, which hinders that, the planner would rather
# read the whole history once for each chunk.
WRITTEN_SINCE = """EXISTS (
    SELECT FROM {history} e
    WHERE {of_contact}
      AND NOT pg_visible_in_snapshot(e.xid, %(snapshot)s::pg_snapshot) AND e.xid IS DISTINCT FROM %(own)s::xid8
    OFFSET 0
)"""

IS_REACHED = "SELECT pg_snapshot_xmax(%s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())"
UNTOUCHED = "SELECT id FROM unnest(%(ids)s::uuid[]) AS picked(id) WHERE NOT ({written}) ORDER BY id"


@dataclass(frozen=True)
class Watermark:
    """The transactions that had been committed, and the one that asked, which knew what it had written itself.

    Unlike a time or a number it also tells what had been written before, but was committed after.
    """

    snapshot: str
    own: str | None

    @classmethod
    def now(cls) -> Self:
        """The watermark of this moment."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text")
            return cls(*cursor.fetchone())

    def is_of_this_base(self) -> bool:
        """Whether transactions are still numbered as they were: those of a base that was restored begin anew."""
        with connection.cursor() as cursor:
            cursor.execute(IS_REACHED, [self.snapshot])
            return cursor.fetchone()[0]

    def untouched(self, ids: Sequence[UUID], tables: Collection[type[Model]]) -> list[UUID]:
        """Those of the contacts, in order, for whom nobody has written anything in these tables since."""
        written = " OR ".join(map(_written_since, tables))
        with connection.cursor() as cursor:
            cursor.execute(UNTOUCHED.format(written=written), {"ids": ids, "snapshot": self.snapshot, "own": self.own})
            return [pk for (pk,) in cursor.fetchall()]


def _written_since(table: type[Model]) -> str:
    history = table.pgh_event_model._meta.db_table
    return WRITTEN_SINCE.format(history=history, of_contact=OF_CONTACT.get(table, "e.contact_id = picked.id"))
