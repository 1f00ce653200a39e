"""Building a dynamic list anew: its members become those whom the filter means now."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic

from django.db import transaction

from contacts.exceptions import NotAllowed, RefreshRunning, Refused
from contacts.filters import Node
from contacts.history import change_set
from contacts.lists.defining import require_dynamic, require_no_circle, tree_of, watches_of
from contacts.lists.membership import bring_in_line
from contacts.models import ChangeSet, ContactList, ListBuild
from contacts.runs import alone
from crm.models import User

PERMISSION = "contacts.change_contactlist"


@dataclass(frozen=True)
class Refreshed:
    """What a refresh has done."""

    joined: int
    left: int
    size: int
    seconds: float


def refresh(contact_list: ContactList, *, now: datetime, by: User | None, door: ChangeSet.Door) -> Refreshed:
    """Bring a dynamic list in line with its filter; where nobody joins or leaves, no member is written.

    A filter that cannot be used any more leaves the members as they are, and is noted on the build. Raises
    NotADynamicList, NotAllowed, RefreshRunning, UnusableFilter, CircularLists, DoesNotExist.
    """
    require_dynamic(contact_list)
    if by and not by.has_perm(PERMISSION):
        raise NotAllowed(permission=PERMISSION)
    with alone(contact_list, otherwise=RefreshRunning):
        current = ContactList.objects.live().get(pk=contact_list.pk)
        return _build(current, _sound_tree(current, now), now, by, door)


def watched(contact_list: ContactList, node: Node) -> dict[str, list[str]]:
    """Whose changes the list follows."""
    return {} if contact_list.schedule == ContactList.Schedule.MANUAL else watches_of(node)


def note_unusable(contact_list: ContactList, refusal: Refused, now: datetime) -> None:
    """Say on the build why the list stays as it is; until its filter is mended, it follows no changes."""
    noted = {"error": str(refusal), "filters": contact_list.filters, "watches": {}, "is_due": False}
    ListBuild.objects.update_or_create(list=contact_list, defaults={"refreshed_at": now, **noted})


def _sound_tree(contact_list: ContactList, now: datetime) -> Node:
    try:
        node = tree_of(contact_list)
        require_no_circle(contact_list)
    except Refused as refusal:
        note_unusable(contact_list, refusal, now)
        raise
    # Before it is built: what changes from now on is judged once more when it is done.
    watches = watched(contact_list, node)
    if not ListBuild.objects.filter(list=contact_list, watches=watches).exists():
        ListBuild.objects.update_or_create(list=contact_list, defaults={"watches": watches})
    return node


def _build(contact_list: ContactList, node: Node, now: datetime, by: User | None, door: ChangeSet.Door) -> Refreshed:
    began = monotonic()
    reason = f"The list “{contact_list.name}”"
    booking = partial(change_set, ChangeSet.Kind.REFRESH, door=door, by=by, reason=reason)
    own = ListBuild.objects.filter(list=contact_list)
    with transaction.atomic():
        # Within: whoever says meanwhile that it is due once more waits, and a build that is killed stays due.
        own.exclude(is_due=False, filters=contact_list.filters).update(is_due=False, filters=contact_list.filters)
        difference = bring_in_line(contact_list, node, now=now, booking=booking)
        seconds = monotonic() - began
        own.update(refreshed_at=now, seconds=seconds, size=difference.size, error="")
    return Refreshed(difference.joined, difference.left, difference.size, seconds)
