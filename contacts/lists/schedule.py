"""When dynamic lists are built anew though nothing has changed: time alone can bring people in and out."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.exceptions import Refused
from contacts.lists.defining import lists_asked
from contacts.lists.refreshing import refresh
from contacts.models import ChangeSet, ContactList

Schedule = ContactList.Schedule


def due_lists(*, now: datetime) -> list[ContactList]:
    """The lists whose time has come, those first for which others ask. A day is one of the calendar."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = {
        Schedule.HOURLY: now - timedelta(hours=1),
        Schedule.DAILY: midnight,
        Schedule.WEEKLY: midnight - timedelta(6),
    }
    is_due = Q(build__refreshed_at=None, schedule__in=oldest)
    for schedule, since in oldest.items():
        is_due |= Q(schedule=schedule, build__refreshed_at__lt=since)
    lists: QuerySet[ContactList] = ContactList.objects.live().filter(is_due, type=ContactList.Type.DYNAMIC)
    return _asked_first(list(lists.order_by("created_at")))


def refresh_due(*, now: datetime) -> int:
    """Build the lists whose time has come; returns how many were built. One that cannot be is noted on its build."""
    built = 0
    for contact_list in due_lists(now=now):
        with suppress(Refused):
            refresh(contact_list, now=now, by=None, door=ChangeSet.Door.JOB)
            built += 1
    return built


def _asked_first(lists: list[ContactList]) -> list[ContactList]:
    """In such an order that a list comes after those for which its filter asks; circles are refused elsewhere."""
    by_pk = {each.pk: each for each in lists}
    ordered: dict[object, ContactList] = {}

    def place(each: ContactList, above: frozenset) -> None:
        for pk in lists_asked(each.filters):
            if pk in by_pk and pk not in above:
                place(by_pk[pk], above | {pk})
        ordered.setdefault(each.pk, each)

    for each in lists:
        place(each, frozenset({each.pk}))
    return list(ordered.values())
