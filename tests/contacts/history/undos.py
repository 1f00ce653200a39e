"""Plain functions that undo, and tell what came of it."""

from contacts.history import UndoPlan, undo
from contacts.models import ChangeSet
from crm.models import User

DOOR = ChangeSet.Door.COMMAND


def undone(change_set: ChangeSet, by: User | None = None) -> UndoPlan:
    return undo(change_set, by=by, door=DOOR)


def counted(plan: UndoPlan) -> dict[str, tuple[int, int, int, int, int]]:
    """Restored, removed, put back, kept and impossible rows, by the tables where there are any."""
    counts = {
        each.model._meta.model_name: (each.restored, each.removed, each.put_back, each.kept, each.impossible)
        for each in plan.counts
    }
    return {name: count for name, count in counts.items() if any(count)}


def stays(plan: UndoPlan) -> list[tuple[str, list[str], str, str]]:
    """What stays: table, fields, why, and who changed it."""
    return [(left.table.name, left.fields, left.reason, left.who) for left in plan.conflicts]


def cannot(plan: UndoPlan) -> list[tuple[str, list[str], str]]:
    """What cannot go back: table, fields, why."""
    return [(left.table.name, left.fields, left.reason) for left in plan.obstacles]
