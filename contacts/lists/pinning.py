"""Pinned members: contacts that are always on a dynamic list, or never, whatever its filter says."""

from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts.exceptions import NotAllowed, RefreshRunning
from contacts.history import change_set
from contacts.lists.defining import require_dynamic, tree_of
from contacts.lists.membership import bring_in_line
from contacts.models import ChangeSet, Contact, ContactList, ListPin
from contacts.runs import alone
from crm.models import User

PIN, UNPIN = "contacts.add_listpin", "contacts.delete_listpin"


def pin(
    contact_list: ContactList, contacts: Collection[Contact], *, always: bool, by: User | None, door: ChangeSet.Door
) -> int:
    """Have contacts be on the list whatever its filter says, or never; returns how many were not pinned so.

    Raises NotADynamicList, NotAllowed, BelongsToOthers, RefreshRunning, UnusableFilter.
    """
    _require_may_pin(contact_list, contacts, PIN, by)
    pinned = ListPin.objects.filter(list=contact_list, contact__in=contacts)
    so_already = set(pinned.filter(always=always).values_list("contact", flat=True))
    new = [contact for contact in contacts if contact.pk not in so_already]
    if new:
        with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
            pinned.exclude(always=always).delete()
            pins = (ListPin(list=contact_list, contact=contact, always=always) for contact in new)
            ListPin.objects.bulk_create(pins, ignore_conflicts=True)
            _judge(contact_list, new, by, door)
    return len(new)


def unpin(contact_list: ContactList, contacts: Collection[Contact], *, by: User | None, door: ChangeSet.Door) -> int:
    """Let the filter decide about contacts again; returns how many were pinned. Raises as `pin` does."""
    _require_may_pin(contact_list, contacts, UNPIN, by)
    pinned: QuerySet = ListPin.objects.filter(list=contact_list, contact__in=contacts)
    if not (count := pinned.count()):
        return 0
    with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
        pinned.delete()
        _judge(contact_list, contacts, by, door)
    return count


def _require_may_pin(
    contact_list: ContactList, contacts: Collection[Contact], permission: str, by: User | None
) -> None:
    require_dynamic(contact_list)
    if by and not by.has_perm(permission):
        raise NotAllowed(permission=permission)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).require_editable_by(by)


def _judge(contact_list: ContactList, contacts: Collection[Contact], by: User | None, door: ChangeSet.Door) -> None:
    booking = partial(change_set, ChangeSet.Kind.EDIT, door=door, by=by)
    ids = [contact.pk for contact in contacts]
    with alone(contact_list, otherwise=RefreshRunning), transaction.atomic():
        bring_in_line(contact_list, tree_of(contact_list), now=timezone.now(), booking=booking, among=ids)
