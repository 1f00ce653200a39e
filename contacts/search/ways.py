"""The ways in which contacts are found: each is a query of rows (contact, way, what by) that an index answers."""

from collections.abc import Iterator
from enum import IntEnum
from functools import reduce
from operator import and_
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower

from contacts.models import Contact, ContactEmail, ContactPhone, ContactTag
from contacts.models.words import OF_ACTIVITY, OF_ADDRESS, OF_CONTACT, OF_PHONE
from contacts.querysets import ActivityQuerySet
from contacts.search.terms import Matches, all_of, any_of, beginning, exactly
from contacts.search.typed import Number, Typed, cut

# A shorter beginning of a domain, beside other words, costs more than it narrows down.
TELLING = 4


class Way(IntEnum):
    """How a contact was found, the surest way first."""

    ADDRESS = 1
    NUMBER = 2
    WORDS = 3
    PART_OF_ADDRESS = 4
    COMPANY = 5
    TAG = 6
    NOTE = 7
    SLIP = 8


class Found(NamedTuple):
    """A contact, and what it was found by: an address, a further number, the name of a tag, the id of an activity."""

    contact: UUID
    way: Way
    by: str


def by_address(contacts: QuerySet[Contact], address: str) -> Iterator[QuerySet]:
    """Those who have an address that is, begins with, or has the part that was typed."""
    addresses = _belonging(ContactEmail.objects, contacts)
    whole = addresses.alias(key=Lower("email")).filter(live=True, key__startswith=address)
    yield _rows(whole, "contact", Way.ADDRESS, F("email"))
    local, _, domain = address.rpartition("@")
    terms = list(map(exactly, cut(local)))
    if len(domain) >= TELLING or (domain and not terms):
        terms.append(beginning(domain))
    if terms:
        parts = addresses.filter(Matches(OF_ADDRESS, all_of(terms)), email__icontains=address)
        yield _rows(parts, "contact", Way.PART_OF_ADDRESS, F("email"))


def by_words_of_address(contacts: QuerySet[Contact], typed: Typed) -> Iterator[QuerySet]:
    """Those who have an address of which all words are parts, a domain being one."""
    spellings = dict.fromkeys(all_of(map(beginning, words)) for words in (typed.words, typed.text.lower().split()))
    addresses = _belonging(ContactEmail.objects, contacts).filter(Matches(OF_ADDRESS, any_of(spellings)))
    yield _rows(addresses, "contact", Way.PART_OF_ADDRESS, F("email"))


def by_number(contacts: QuerySet[Contact], number: Number) -> Iterator[QuerySet]:
    """Those who have the number, or one that begins or ends so."""
    terms = any_of(_spellings(number))
    yield _rows(contacts.filter(Matches(OF_CONTACT, terms)), "pk", Way.NUMBER)
    further = _belonging(ContactPhone.objects, contacts).filter(Matches(OF_PHONE, terms))
    yield _rows(further, "contact", Way.NUMBER, F("number"))


def by_words(contacts: QuerySet[Contact], words: list[str]) -> Iterator[QuerySet]:
    """Those of whose name and title all words are parts: first the very words, then words that begin so."""
    yield _rows(contacts.filter(Matches(OF_CONTACT, all_of(map(exactly, words)))), "pk", Way.WORDS)
    yield _rows(contacts.filter(own(words)), "pk", Way.WORDS)


def by_company(contacts: QuerySet[Contact], companies: list[UUID], words: list[str]) -> QuerySet:
    """Those who work for one of the companies, and have all words as their own."""
    staff = contacts.filter(company__in=companies)
    return _rows(staff.filter(own(words)) if words else staff, "pk", Way.COMPANY)


def by_tag(contacts: QuerySet[Contact], tag: UUID, name: str, words: list[str]) -> QuerySet:
    """Those who have the tag, and all words as their own."""
    bearing = ContactTag.objects.filter(tag=tag)
    if not words:
        return _rows(_belonging(bearing, contacts), "contact", Way.TAG, Value(name))
    return _rows(
        contacts.filter(own(words), Exists(bearing.filter(contact=OuterRef("pk")))), "pk", Way.TAG, Value(name)
    )


def by_note(contacts: QuerySet[Contact], words: list[str], notes: ActivityQuerySet) -> Iterator[QuerySet]:
    """Those with whom something has happened in whose description all words stand."""
    terms = all_of(beginning(word) if len(word) > 2 else exactly(word) for word in words)
    yield _rows(_belonging(notes, contacts).filter(Matches(OF_ACTIVITY, terms)), "contact", Way.NOTE, F("pk"))


def by_slip(contacts: QuerySet[Contact], near: dict[str, list[str]]) -> Iterator[QuerySet]:
    """Those who would have the words but for a slip in one of them."""
    slipped = [
        all_of([any_of(map(exactly, others)), *(beginning(each) for each in near if each != word)])
        for word, others in near.items()
        if others
    ]
    if slipped:
        yield _rows(contacts.filter(Matches(OF_CONTACT, any_of(slipped))), "pk", Way.SLIP)


def by_slips(contacts: QuerySet[Contact], near: dict[str, list[str]]) -> Iterator[QuerySet]:
    """Those who would have the words but for slips in any of them."""
    meant = all_of(any_of([beginning(word), *map(exactly, others)]) for word, others in near.items())
    yield _rows(contacts.filter(Matches(OF_CONTACT, meant)), "pk", Way.SLIP)


def own(words: list[str]) -> Q:
    """Whose name and title have words that begin so. A single letter beside words would be a large step for little."""
    long = [word for word in words if len(word) > 1] or words
    initials = (Q(name_key__startswith=word) | Q(name_key__contains=f" {word}") for word in words if word not in long)
    return reduce(and_, initials, Q(Matches(OF_CONTACT, all_of(map(beginning, long)))))


def _rows(rows: QuerySet, contact: str, way: Way, by: F | Value = Value("")) -> QuerySet:  # noqa: B008 (a constant)
    return rows.order_by().values_list(contact, Value(int(way)), Cast(by, TextField()))


def _belonging(rows: QuerySet, contacts: QuerySet[Contact]) -> QuerySet:
    return rows.filter(contact__in=contacts.order_by().values("pk"))


def _spellings(number: Number) -> Iterator[str]:
    """The number as the index may hold it: from the front, or, after a tilde, from the back."""
    if number.e164:
        yield exactly(number.e164)
        # Written down without a country.
        yield from (exactly(f"~{digits[::-1]}") for digits in (number.national, f"0{number.national}"))
    if number.is_international:
        yield beginning(f"+{number.digits}")
    else:
        yield beginning(f"~{number.digits[::-1]}")
