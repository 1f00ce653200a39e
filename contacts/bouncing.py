"""Mail that came back: noted of the address that it was sent to, until mail arrives there again."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.utils import timezone

from contacts import normalize
from contacts.exceptions import NotAllowed
from contacts.history import change_set
from contacts.models import ChangeSet, Contact, ContactEmail
from contacts.querysets import ContactQuerySet
from crm.models import User

PERMISSION = "contacts.change_contactemail"


def note_bounces(addresses: Iterable[str], *, at: datetime, by: User | None, door: ChangeSet.Door) -> int:
    """Note that mail to the addresses came back at that time, or now if it is yet to come; returns for how many.

    Addresses may be written in any case. Passed over is what is no address, nobody's, or that of a contact whom `by`
    may not edit, so that nobody learns who is known here; and an address whose mail came back then or later, so that
    the same may be noted twice. Raises NotAllowed.
    """
    _require_permitted(by)
    at = min(at, timezone.now())
    # As one array, which may be of any length.
    named = Value(list(_readable(addresses)), ArrayField(TextField()))
    of_them = Func(named, template="(SELECT unnest(%(expressions)s))")
    known = ContactEmail.objects.alias(key=Lower("email")).filter(live=True, key__in=of_them)
    if by is not None:
        known = known.filter(contact__in=Contact.objects.editable_by(by).order_by().values("pk"))
    return _mark(known.filter(Q(bounced_at=None) | Q(bounced_at__lt=at)), at, by=by, door=door)


def forget_bounces(contacts: ContactQuerySet, *, by: User | None, door: ChangeSet.Door) -> int:
    """Note that mail to all addresses of the contacts arrives again; returns for how many it had come back.

    Raises NotAllowed, BelongsToOthers.
    """
    _require_permitted(by)
    contacts.require_editable_by(by)
    theirs = ContactEmail.objects.filter(live=True, contact__in=contacts.order_by().values("pk"))
    return _mark(theirs.exclude(bounced_at=None), None, by=by, door=door)


def _require_permitted(by: User | None) -> None:
    if by and not by.has_perm(PERMISSION):
        raise NotAllowed(permission=PERMISSION)


def _readable(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        with suppress(normalize.Unusable):
            yield normalize.email(address).lower()


def _mark(rows: QuerySet[ContactEmail], at: datetime | None, *, by: User | None, door: ChangeSet.Door) -> int:
    with transaction.atomic():
        # In the order of their ids, as every writer of many rows locks them.
        if not rows.order_by("pk").select_for_update(no_key=True).values_list("pk"):
            return 0
        with change_set(ChangeSet.Kind.EDIT, door=door, by=by):
            return rows.update(bounced_at=at)
