"""Deleting many contacts so that they can be wanted back, and restoring them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from contacts import guards
from contacts.bulk.operation import Operation, rows
from contacts.models import ChangeSet, Contact, ContactEmail
from contacts.querysets import ContactQuerySet


@dataclass(frozen=True)
class Delete(Operation):
    """Live contacts are marked as deleted."""

    key = "delete"
    label = verb = "Delete"
    permission = "contacts.delete_contact"
    kind = ChangeSet.Kind.DELETE

    def __str__(self) -> str:
        return "Delete"

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return contacts

    def write(self, ids: Sequence[UUID]) -> int:
        return rows(ids).soft_delete()

    def told(self, contact: Contact) -> tuple[str, str]:
        return "", "deleted"


@dataclass(frozen=True)
class Restore(Operation):
    """Deleted contacts come back, unless they were merged or anonymised, are not welcome, or another one has their
    address now.

    Of several that share an address, the first one comes back.
    """

    key = "restore"
    label = verb = "Restore"
    kind = ChangeSet.Kind.RESTORE

    def __str__(self) -> str:
        return "Restore"

    def meant(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return contacts.deleted()

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        others = ContactEmail.objects.filter(live=True).alias(key=Lower("email")).filter(key=Lower(OuterRef("email")))
        taken = ContactEmail.objects.filter(contact=OuterRef("pk")).alias(other=_first(others)).exclude(other=None)
        return contacts.filter(merged_into=None, erased_at=None).alias(taken=_first(taken)).filter(taken=None)

    def write(self, ids: Sequence[UUID]) -> int:
        turned_away = guards.blocked(guards.as_stored(rows(ids)))
        welcome = [pk for pk in ids if pk not in turned_away]
        return rows(_first_of_each_address(welcome)).restore() if welcome else 0

    def told(self, contact: Contact) -> tuple[str, str]:
        return "deleted", "restored"


def _first(addresses: QuerySet[ContactEmail]) -> Subquery:
    """One of the addresses. As a value, unlike as a condition, it is looked up for each contact by itself, even where
    the planner believes that there are hardly any, as it does just after a million contacts were deleted."""
    return Subquery(addresses.order_by().values("pk")[:1])


def _first_of_each_address(ids: Sequence[UUID]) -> list[UUID]:
    addresses = ContactEmail.objects.filter(contact__in=rows(ids).values("pk")).order_by("contact", "pk")
    kept, taken = [], set()
    for contact, group in groupby(addresses.values_list("contact", Lower("email")), key=itemgetter(0)):
        own = {email for _, email in group}
        if own.isdisjoint(taken):
            kept.append(contact)
            taken |= own
    return kept
