"""Following changes: who was changed in a way that a list asks about is judged anew within seconds.

Triggers note the contacts (`note_changed_contacts`). What that costs depends on how many have changed, not on how many
there are; where very many have, their lists are built anew instead.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet

from contacts.exceptions import RefreshRunning, Refused
from contacts.filters import Node
from contacts.history import booked_on, change_set
from contacts.lists.defining import tree_of
from contacts.lists.membership import bring_in_line
from contacts.lists.refreshing import note_unusable, refresh
from contacts.models import ChangedContact, ChangeSet, ContactList, ListBuild
from contacts.runs import alone

MOST_AT_ONCE = 10_000
# How many times as long as its build a list rests where it would be built again and again.
REST = 20
# Lists may ask for other lists: who joins one is changed for the next.
ROUNDS = 10
TAKE = """
DELETE FROM contacts_changedcontact WHERE id IN (
    SELECT id FROM contacts_changedcontact ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING contact_id, source, columns, change_set_id, list_id
"""
DOOR = ChangeSet.Door.JOB


class Change(NamedTuple):
    """A row of `ChangedContact`."""

    contact_id: UUID
    source: str
    columns: list[str] | None
    change_set_id: UUID | None
    list_id: UUID | None


def follow_changes(*, now: datetime) -> int:
    """Judge anew who was changed, and build lists that are due; returns how many changes there were.

    Who joins or leaves does so by the change set that changed them.
    """
    followed = _leave_to_refreshes()
    for _ in range(ROUNDS):
        if not (judged := _judge_some(now)):
            break
        followed += judged
    for contact_list in due_now(now=now):
        # Whoever is at it does it, and what is wrong with its filter is noted on its build.
        with suppress(Refused):
            refresh(contact_list, now=now, by=None, door=DOOR)
    return followed


def due_now(*, now: datetime) -> list[ContactList]:
    """Dynamic lists that were never built, or by another filter, or on which too much has changed."""
    is_other = ~Q(build__filters=F("filters")) | Q(build__filters=None)
    due = _dynamic().filter(Q(build=None) | is_other | Q(build__is_due=True)).order_by("created_at")
    return [each for each in due.select_related("build") if not _was_built_just_now(each, now)]


def _was_built_just_now(contact_list: ContactList, now: datetime) -> bool:
    """Whether building it once more would keep a worker busy: during a long import, say."""
    build = getattr(contact_list, "build", None)
    if build is None or build.filters != contact_list.filters or build.seconds is None:
        return False
    return build.refreshed_at > now - REST * timedelta(seconds=build.seconds)


@transaction.atomic
def _leave_to_refreshes() -> int:
    """Have the lists built anew where very many contacts have changed; returns how many changes that were."""
    waiting = ChangedContact.objects.order_by("id")
    if not waiting[MOST_AT_ONCE : MOST_AT_ONCE + 1].exists():
        return 0
    seen = waiting.filter(id__lte=waiting.aggregate(last=Max("id"))["last"])
    sources, lists = set(seen.values_list("source", flat=True).distinct()), set(seen.values_list("list_id", flat=True))
    due = [build.pk for build in ListBuild.objects.all() if build.pk in lists or sources & build.watches.keys()]
    ListBuild.objects.filter(pk__in=due).update(is_due=True)
    return seen.delete()[0]


@transaction.atomic
def _judge_some(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [MOST_AT_ONCE])
        taken = [Change(*row) for row in cursor.fetchall()]
    if taken:
        for contact_list in _dynamic().filter(build__isnull=False).select_related("build"):
            concerned = [change for change in taken if _concerns(change, contact_list)]
            if concerned:
                _judge(contact_list, concerned, now)
    return len(taken)


def _concerns(change: Change, contact_list: ContactList) -> bool:
    watched = contact_list.build.watches.get(change.source, ())
    is_asked = bool(watched) if change.columns is None else not set(watched).isdisjoint(change.columns)
    return is_asked and change.list_id in (None, contact_list.pk)


def _judge(contact_list: ContactList, changes: list[Change], now: datetime) -> None:
    try:
        with alone(contact_list, otherwise=RefreshRunning):
            _judge_alone(contact_list, tree_of(contact_list), changes, now)
    except RefreshRunning:
        # The refresh may have looked at them before they were changed.
        later = (ChangedContact(**change._asdict() | {"list_id": contact_list.pk}) for change in changes)
        ChangedContact.objects.bulk_create(later)
    except Refused as refusal:
        note_unusable(contact_list, refusal, now)


def _judge_alone(contact_list: ContactList, node: Node, changes: Iterable[Change], now: datetime) -> None:
    by_cause = defaultdict(set)
    for change in changes:
        by_cause[change.change_set_id].add(change.contact_id)
    causes = ChangeSet.objects.in_bulk(by_cause.keys() - {None})
    for pk, ids in by_cause.items():
        booking = _booking(contact_list, causes.get(pk))
        bring_in_line(contact_list, node, now=now, booking=booking, among=ids)


def _booking(contact_list: ContactList, cause: ChangeSet | None) -> Callable[[], AbstractContextManager[Any]]:
    if cause:
        return partial(booked_on, cause)
    return partial(change_set, ChangeSet.Kind.REFRESH, door=DOOR, reason=f"The list “{contact_list.name}”")


def _dynamic() -> QuerySet[ContactList]:
    return ContactList.objects.live().filter(type=ContactList.Type.DYNAMIC)
