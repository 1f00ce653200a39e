"""Whom nobody wants back: what is asked before anything about a person is written, through whatever door.

`settings.CONTACT_GUARDS` names who answers, as `AUTH_PASSWORD_VALIDATORS` names who judges passwords. People are asked
about by the hundred thousand: a guard gets all of a chunk at once.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.module_loading import import_string

from contacts.exceptions import NotWelcome
from contacts.models import Contact, ContactEmail, ContactPhone
from contacts.models.columns import e164
from contacts.querysets import ContactQuerySet


class Candidate(NamedTuple):
    """Somebody about whom something is to be written; `phones` in E.164, `key` is whatever the caller knows them by."""

    key: Hashable
    emails: Sequence[str]
    phones: Sequence[str] = ()
    name: str = ""


class Guard(Protocol):
    """Knows whom nothing may be written about."""

    def blocked(self, people: Iterable[Candidate]) -> Mapping[Hashable, str]:
        """The keys of those who are not welcome, each with the reason in words."""


def blocked(people: Iterable[Candidate]) -> dict[Hashable, str]:
    """Whom one of the guards turns away, each with the reason; a constant number of queries for however many.

    `people` can be gone through more than once.
    """
    found: dict[Hashable, str] = {}
    for path in settings.CONTACT_GUARDS if people else ():
        found = {**import_string(path)().blocked(people), **found}
    return found


def require_welcome(people: Iterable[Candidate]) -> None:
    """Raise NotWelcome if one of them is turned away."""
    if found := blocked([*people]):
        raise NotWelcome(count=len(found))


def as_entered(contact: Contact) -> Candidate:
    """The contact as it would be saved, with the further numbers that it has already."""
    region = contact.country or settings.DEFAULT_REGION
    own = [e164(number, region) for number in (contact.phone, contact.mobile)]
    further = [] if contact._state.adding else contact.phones.values_list("e164", flat=True)
    return Candidate(contact.pk, [contact.email], [*filter(None, (*own, *further))], contact.full_name)


def as_stored(contacts: ContactQuerySet) -> list[Candidate]:
    """The contacts as they stand in the base, with all their addresses and numbers."""
    told = contacts.order_by().annotate(
        all_emails=_array(ContactEmail, "email"), all_phones=_array(ContactPhone, "e164")
    )
    columns = ("pk", "email", "phone_e164", "mobile_e164", "first_name", "last_name", "all_emails", "all_phones")
    return [
        Candidate(pk, [email, *emails], [*filter(None, (phone, mobile, *phones))], f"{first} {last}")
        for pk, email, phone, mobile, first, last, emails, phones in told.values_list(*columns)
    ]


def _array(model: type[ContactEmail | ContactPhone], column: str) -> ArraySubquery:
    return ArraySubquery(model.objects.filter(contact=OuterRef("pk")).order_by("pk").values(column))
