"""How many were on a list, day by day, and how many have joined and left it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from contacts.models import ContactList, ListMember


@dataclass(frozen=True)
class Day:
    """A day of the calendar: how many were on the list at its end, and who came and went until then."""

    day: date
    size: int
    joined: int
    left: int


def growth(contact_list: ContactList, *, days: int, now: datetime) -> Sequence[Day]:
    """The last days of a list, the present one included; counted by the database from its joins and leaves."""
    today = timezone.localtime(now).date()
    first = today - timedelta(days - 1)
    counted = _by_day(contact_list, first)
    size, told = contact_list.list_members.count(), []
    for back in range(days):
        day = today - timedelta(back)
        joined, left = counted.get(day, (0, 0))
        told.append(Day(day, size, joined, left))
        size -= joined - left
    return told[::-1]


def _by_day(contact_list: ContactList, first: date) -> dict[date, tuple[int, int]]:
    since = timezone.make_aware(datetime.combine(first, time.min))
    events = ListMember.pgh_event_model.objects.filter(list=contact_list.pk, pgh_created_at__gte=since).order_by()
    days = events.annotate(day=TruncDate("pgh_created_at")).values("day")
    joined, left = (Count("pgh_label", filter=Q(pgh_label=label)) for label in ("insert", "delete"))
    counted = days.annotate(came=joined, went=left).values_list("day", "came", "went")
    return {day: (came, went) for day, came, went in counted}
