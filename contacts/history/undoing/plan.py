"""What an undo would do, or has done."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from contacts.history.undoing import addresses, belonging, merges, places, unwelcome, verdicts
from contacts.history.undoing.permitted import require_undoable
from contacts.history.undoing.tables import Table
from contacts.history.undoing.telling import Left, told
from contacts.models import ChangeSet
from crm.models import User

COUNT = """
SELECT count(*) FILTER (WHERE columns <> '{{}}'), count(*) FILTER (WHERE act = 'take'),
       count(*) FILTER (WHERE act = 'put'), count(*) FILTER (WHERE keeps IS NOT NULL),
       count(*) FILTER (WHERE bars IS NOT NULL)
FROM {undoing}
"""

NAMES = ("restored", "removed", "put_back", "kept", "impossible")


@dataclass(frozen=True)
class Counts:
    """Rows of one table: what goes back to what it was, what goes, what comes again, what stays, what cannot go back.

    A row of which one column goes back and another stays counts twice.
    """

    model: type[models.Model]
    restored: int = 0
    removed: int = 0
    put_back: int = 0
    kept: int = 0
    impossible: int = 0


@dataclass(frozen=True)
class UndoPlan:
    """What becomes of all that a change set did.

    `conflicts` tell of the first hundred rows that stay, `obstacles` of the first that cannot go back. `undo` is the
    change set of the undo, once it is done.
    """

    change_set: ChangeSet
    counts: tuple[Counts, ...]
    conflicts: tuple[Left, ...]
    obstacles: tuple[Left, ...]
    undo: ChangeSet | None = None

    def total(self, name: str) -> int:
        """One of the counts, over all tables."""
        return sum(getattr(each, name) for each in self.counts)

    @property
    def totals(self) -> dict[str, int]:
        """All of them, by name."""
        return {name: self.total(name) for name in NAMES}

    @property
    def changes(self) -> int:
        """How many rows are written."""
        return self.total("restored") + self.total("removed") + self.total("put_back")

    def as_json(self) -> dict[str, Any]:
        """The plan for a program: ids and names of columns, nothing about the people."""
        return {
            "change_set": str(self.change_set.pk),
            "undo": str(self.undo.pk) if self.undo else None,
            **self.totals,
            "conflicts": [left.as_json() for left in self.conflicts],
            "obstacles": [left.as_json() for left in self.obstacles],
        }

    @property
    def fingerprint(self) -> str:
        """The same for the same counts alone: so what was shown can be told from what has become of it."""
        counts = [(each.model._meta.label, *attrgetter(*NAMES)(each)) for each in self.counts]
        return hashlib.sha256(repr((self.change_set.pk, counts)).encode()).hexdigest()


@transaction.atomic
def plan_undo(change_set: ChangeSet, *, by: User | None) -> UndoPlan:
    """Look at what undoing the change set would do, and write nothing.

    Raises CannotUndo, NotAllowed and BelongsToOthers.
    """
    require_undoable(change_set, by=by)
    with connection.cursor() as cursor:
        return planned(cursor, verdicts.touched(cursor, change_set), change_set)


def planned(cursor: CursorWrapper, touched: Collection[Table], change_set: ChangeSet) -> UndoPlan:
    """The plan, which stands row by row in temporary tables until the transaction ends."""
    verdicts.create(cursor)
    for table in touched:
        verdicts.judge(cursor, table, change_set)
    belonging.settle(cursor, change_set)
    places.settle(cursor)
    unwelcome.settle(cursor)
    belonging.leave_where_contacts_stay_away(cursor, change_set)
    addresses.settle(cursor)
    # Those whose address somebody else has by now stay away, too.
    belonging.leave_where_contacts_stay_away(cursor, change_set)
    merges.settle(cursor)
    belonging.leave_where_contacts_stay_away(cursor, change_set)
    counts = tuple(_counts(cursor, touched))
    left = [table for table, each in zip(touched, counts, strict=True) if each.kept or each.impossible]
    return UndoPlan(change_set, counts, *told(cursor, left, change_set))


def _counts(cursor: CursorWrapper, touched: Collection[Table]) -> Iterator[Counts]:
    for table in touched:
        cursor.execute(COUNT.format(undoing=table.undoing))
        yield Counts(table.model, *cursor.fetchone())
