"""What can be done to many contacts: the shape that every operation has."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Model, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from contacts.exceptions import NotAllowed
from contacts.models import ChangeSet, Contact
from contacts.querysets import ContactQuerySet
from crm.models import User

PERMISSION = "contacts.bulk_change_contact"


@dataclass(frozen=True)
class Operation:
    """One change to each contact of a set. Its fields are what JSON can hold; `str` says what it does."""

    key: ClassVar[str]
    label: ClassVar[str]
    verb: ClassVar[str] = "Change"
    permission: ClassVar[str] = "contacts.change_contact"
    kind: ClassVar[ChangeSet.Kind] = ChangeSet.Kind.EDIT
    # The tables that tell whether a contact is so already, beside that of contacts.
    told_by: ClassVar[tuple[type[Model], ...]] = ()

    def as_json(self) -> dict[str, Any]:
        """The operation for a JSON column."""
        return {"do": self.key} | asdict(self)

    def require(self, by: User) -> None:
        """Raise NotAllowed unless they may do it, UnusableValue where it names what is not there."""
        for permission in (PERMISSION, self.permission):
            if not by.has_perm(permission):
                raise NotAllowed(permission=permission)

    def meant(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Those of the contacts to whom it can be done at all."""
        return contacts.live()

    def changing(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Those of the contacts meant who are not so already."""
        raise NotImplementedError

    def write(self, ids: Sequence[UUID]) -> int:
        """Do it to these contacts, which are in order and not so already; returns to how many."""
        raise NotImplementedError

    def told(self, contact: Contact) -> tuple[str, str]:
        """What a contact says of it before and after, in words."""
        raise NotImplementedError


def rows(ids: Sequence[UUID]) -> ContactQuerySet:
    """The contacts with these ids, of which there is at least one and which are in order."""
    # An array is one parameter, where a list would be thousands; of a range the planner knows how long it is.
    return Contact.objects.filter(pk__range=(ids[0], ids[-1]), pk__in=RawSQL("SELECT unnest(%s::uuid[])", [ids]))


def lacking(contacts: ContactQuerySet, table: type[Model], like: Q) -> ContactQuerySet:
    """Those of the contacts for whom there is no row like that in a table whose rows name their contact.

    The table is read contact by contact. Asked for such rows, the planner would read all of them for each contact where
    it believes that there are hardly any, and so it does while a run makes them.
    """
    own = table._default_manager.filter(contact=OuterRef("pk")).order_by().values("contact")
    found = Coalesce(Subquery(own.annotate(found=BoolOr(like)).values("found")), False)
    return contacts.alias(found=found).filter(found=False)
