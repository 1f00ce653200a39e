"""From a filter to a query."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from contacts.filters.tree import All, AnyOf, Leaf, Node, Not
from contacts.models import Contact
from contacts.querysets import ContactQuerySet


def matching(node: Node, *, now: datetime, among: ContactQuerySet | None = None) -> ContactQuerySet:
    """The live contacts for whom the filter holds at `now`; `among` are few, where it is given."""
    if among is None:
        return Contact.objects.live().filter(condition(node, now, whole=True))
    return among.live().filter(condition(node, now))


def condition(node: Node, now: datetime, *, whole: bool = False) -> Q:
    """Whether the filter holds for a row. `whole` says that it is asked of a whole base, not of a few rows."""
    match node:
        case All(parts):
            return _joined(and_, (condition(part, now, whole=whole) for part in parts))
        case AnyOf(parts):
            return _joined(or_, (condition(part, now) for part in parts))
        case Not(part):
            return ~condition(part, now)
    return node.field.condition(node.operator, node.value, now, narrowing(node, now), whole=whole)


def narrowing(leaf: Leaf, now: datetime) -> Callable[[QuerySet], QuerySet]:
    """Leaves those of the related rows that the condition is about."""
    return lambda rows: rows.filter(condition(leaf.where, now)) if leaf.where else rows


def _joined(operator: Callable[[Q, Q], Q], conditions: Iterable[Q]) -> Q:
    return reduce(operator, conditions)
