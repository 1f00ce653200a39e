"""Why somebody is on a dynamic list, or is not, and since when."""

from dataclasses import dataclass
from datetime import datetime

from contacts.filters import Reason, reasons
from contacts.lists.defining import tree_of
from contacts.models import ChangeSet, Contact, ContactList, ListMember, ListPin
from crm.models import User

FLIPS_SHOWN = 20


@dataclass(frozen=True)
class Flip:
    """The contact has joined the list, or left it, by this change set."""

    at: datetime
    joined: bool
    change_set: ChangeSet | None


@dataclass(frozen=True)
class Explanation:
    """Whether the contact is on the list, what the filter says of it, whether it is pinned, and when that changed.

    `pinned` is True for always, False for never, None for a contact that is not pinned.
    """

    is_member: bool
    pinned: bool | None
    reason: Reason
    flips: tuple[Flip, ...]


def explain(contact: Contact, contact_list: ContactList, *, now: datetime, to: User | None = None) -> Explanation:
    """Judge one contact by the filter of a dynamic list, part by part; `to` is who asks, and sees no more than else.

    Raises NotADynamicList, UnusableFilter.
    """
    node = tree_of(contact_list)
    pinned = ListPin.objects.filter(list=contact_list, contact=contact).values_list("always", flat=True).first()
    is_member = ListMember.objects.filter(list=contact_list, contact=contact).exists()
    return Explanation(is_member, pinned, reasons(node, contact, now=now, to=to), flips(contact, contact_list))


def flips(contact: Contact, contact_list: ContactList) -> tuple[Flip, ...]:
    """When the contact has joined the list and left it, the newest first."""
    versions = ListMember.pgh_event_model.objects.filter(list=contact_list.pk, contact=contact.pk)
    newest = list(versions.exclude(pgh_label="update").order_by("-pgh_id")[:FLIPS_SHOWN])
    made = ChangeSet.objects.select_related("actor").in_bulk({each.pgh_context_id for each in newest} - {None})
    return tuple(
        Flip(each.pgh_created_at, each.pgh_label == "insert", made.get(each.pgh_context_id)) for each in newest
    )
