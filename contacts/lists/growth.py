"""How a list has grown: who joined and who left, day by day, from the history of its members."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from contacts.models import ContactList, ListMember


@dataclass(frozen=True)
class ListDay:
    """How many contacts joined a list on a day where the team is, how many left, how many were on it at its end."""

    day: date
    joined: int
    left: int
    size: int


def growth(contact_list: ContactList, *, days: int, now: datetime) -> list[ListDay]:
    """The days up to `now`, the oldest first; `days` of them, at least one. Any list has them, static ones too."""
    today = timezone.localtime(now).date()
    moves = {day: (joined, left) for day, joined, left in _moves(contact_list, today - timedelta(days - 1))}
    return list(_backwards(moves, today, days, contact_list.list_members.count()))[::-1]


def _moves(contact_list: ContactList, since: date) -> QuerySet:
    # A member whom a merge has moved to another contact neither joined nor left.
    versions = ListMember.pgh_event_model.objects.filter(
        list=contact_list.pk, pgh_created_at__gte=timezone.make_aware(datetime(since.year, since.month, since.day))
    )
    joined, left = (Count("pk", filter=Q(pgh_label=label)) for label in ("insert", "delete"))
    by_day = versions.order_by().annotate(day=TruncDate("pgh_created_at")).values("day")
    return by_day.annotate(joined=joined, left=left).values_list("day", "joined", "left")


def _backwards(moves: dict[date, tuple[int, int]], today: date, days: int, size: int) -> Iterator[ListDay]:
    for n in range(days):
        day = today - timedelta(n)
        joined, left = moves.get(day, (0, 0))
        yield ListDay(day, joined, left, size)
        size += left - joined
