"""Telephone numbers in a merge: all are kept, and each still reaches whom it reached.

A number without a country code is read in the country of its contact; where the one that stays lives elsewhere, it is
kept in its international form.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings

from contacts.models import Contact, ContactPhone
from contacts.models.columns import e164

COLUMNS = ("phone", "mobile")


def dialled_from(country: str, contact: Contact, name: str) -> str:
    """The number in one of the contact's columns, such that it is the same number in the other country too."""
    number, canonical = getattr(contact, name), getattr(contact, f"{name}_e164")
    is_same = not canonical or e164(number, country or settings.DEFAULT_REGION) == canonical
    return number if is_same else canonical


def further(winner: Contact, contacts: Iterable[Contact]) -> Iterator[ContactPhone]:
    """The numbers of the contacts, as they were before, that the winner does not have yet."""
    held = {winner.phone, winner.mobile, winner.phone_e164, winner.mobile_e164}
    for row in winner.phones.all():
        held |= {row.number, row.e164}
    for contact in contacts:
        for name in COLUMNS:
            number = dialled_from(winner.country, contact, name)
            forms = {number, getattr(contact, f"{name}_e164")} - {""}
            if forms and held.isdisjoint(forms):
                yield ContactPhone(contact=winner, number=number)
            held |= forms
