"""Finding contacts by what somebody types into a box."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from contacts import normalize
from contacts.models import Company, Contact, ContactEmail, ContactPhone
from contacts.models.columns import NameKey
from contacts.models.contact import SURNAME_FIRST


def search(contacts: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those whose name (either way round), company or any address begins with the text, or whose number it is.

    Each way is one step in an index: a million contacts are searched as quickly as a thousand.
    """
    words = " ".join(normalize.clean_text(text).split())
    if not words:
        return contacts
    first, *others = _found(words)
    return contacts.filter(pk__in=first.union(*others))


def _found(words: str) -> Iterator[QuerySet]:
    """The ids that each of the ways finds."""
    key = NameKey(Value(words))
    live = Contact.objects.order_by().values("pk")
    yield live.filter(name_key__startswith=key)
    yield live.alias(surname_first=SURNAME_FIRST).filter(surname_first__startswith=key)
    yield live.filter(company__in=Company.objects.filter(name_key__startswith=key).order_by().values("pk"))
    addresses = ContactEmail.objects.order_by().alias(key=Lower("email"))
    yield addresses.filter(live=True, key__startswith=words.lower()).values("contact")
    if number := _number(words):
        yield live.filter(Q(phone_e164=number) | Q(mobile_e164=number))
        yield ContactPhone.objects.order_by().filter(e164=number).values("contact")


def _number(words: str) -> str:
    """The words as a telephone number, or nothing."""
    try:
        return normalize.phone(words, settings.DEFAULT_REGION)
    except normalize.Unusable:
        return ""
