"""The ways in which contacts are found. Each is a few steps in an index, and is not gone before it is needed."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import reduce
from operator import and_
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from contacts.models import Company, Contact, ContactEmail, ContactPhone, ContactTag, Tag
from contacts.models.columns import NameKey
from contacts.models.words import OF_ACTIVITY, OF_ADDRESS, OF_COMPANY, OF_CONTACT, OF_PHONE, NameWords
from contacts.querysets import ActivityQuerySet
from contacts.search.terms import Matches, all_of, any_of, beginning, exactly
from contacts.search.typed import Number, Typed, cut

# Of a word that stands in the names of many companies, so many are looked at; tags; and notes, which are shown.
COMPANIES, TAGS, NOTES = 100, 5, 50
_TAG_WORDS = Func(NameKey("name"), function="words_of", output_field=ArrayField(TextField()))


class Way(IntEnum):
    """How a contact was found."""

    ADDRESS = 1
    NUMBER = 2
    WORDS = 3
    PART_OF_ADDRESS = 4
    COMPANY = 5
    TAG = 6
    NOTE = 7
    SLIP = 8


class Found(NamedTuple):
    """A contact, and what it was found by: an address, a number, the name of a tag, the id of an activity."""

    contact: UUID
    way: Way
    by: str = ""


def by_address(contacts: QuerySet[Contact], typed: Typed, most: int) -> Iterator[Found]:
    """Those who have an address that is, begins with, or has the part that was typed."""
    addresses = _belonging(ContactEmail.objects, contacts)
    whole = addresses.alias(key=Lower("email")).filter(live=True, key__startswith=typed.address)
    yield from _found(whole.values_list("contact", "email")[:most], Way.ADDRESS)
    local, _, domain = typed.address.rpartition("@")
    terms = [*map(exactly, cut(local)), *([beginning(domain)] if domain else [])]
    if terms:
        parts = addresses.filter(Matches(OF_ADDRESS, all_of(terms)), email__icontains=typed.address)
        yield from _found(parts.values_list("contact", "email")[:most], Way.PART_OF_ADDRESS)


def by_words_of_address(contacts: QuerySet[Contact], typed: Typed, most: int) -> Iterator[Found]:
    """Those who have an address of which all words are parts, the domain being one."""
    tokens = typed.text.lower().split()
    spellings = dict.fromkeys(all_of(map(beginning, words)) for words in (typed.words, tokens))
    addresses = _belonging(ContactEmail.objects, contacts).filter(Matches(OF_ADDRESS, any_of(spellings)))
    yield from _found(addresses.values_list("contact", "email")[:most], Way.PART_OF_ADDRESS)


def by_number(contacts: QuerySet[Contact], number: Number, most: int) -> Iterator[Found]:
    """Those who have the number, or one that begins or ends so."""
    terms = any_of(_spellings(number))
    own = contacts.order_by().filter(Matches(OF_CONTACT, terms))
    yield from _found(own.values_list("pk")[:most], Way.NUMBER)
    further = _belonging(ContactPhone.objects, contacts).filter(Matches(OF_PHONE, terms))
    yield from _found(further.values_list("contact", "number")[:most], Way.NUMBER)


def by_words(contacts: QuerySet[Contact], words: list[str], most: int) -> Iterator[Found]:
    """Those of whose name and title all words are parts: first the very words, then words that begin so."""
    same = contacts.order_by().filter(Matches(OF_CONTACT, all_of(map(exactly, words))))
    yield from _found(same.values_list("pk")[:most], Way.WORDS)
    yield from _found(contacts.order_by().filter(_own(words)).values_list("pk")[:most], Way.WORDS)


def by_company(contacts: QuerySet[Contact], words: list[str], most: int) -> Iterator[Found]:
    """Those of whose name, title and company all words are parts."""
    companies = _companies(words)
    if not any(companies.values()):
        return
    whole = reduce(set.intersection, map(set, companies.values()))
    if len(words) > 1:
        whole |= set(_companies_with(all_of(map(beginning, words))))
    each = [Q(Matches(OF_CONTACT, beginning(word))) | Q(company__in=companies[word]) for word in words]
    for condition in (Q(company__in=whole), reduce(and_, each)) if len(words) > 1 else (Q(company__in=whole),):
        yield from _found(contacts.order_by().filter(condition).values_list("pk")[:most], Way.COMPANY)


def by_tag(contacts: QuerySet[Contact], words: list[str], most: int) -> Iterator[Found]:
    """Those who have a tag of which some words are parts, while their own names have the others."""
    tags = Tag.objects.live().filter(Matches(NameWords(NameKey("name")), any_of(map(beginning, words))))
    for pk, name, parts in tags.order_by("name", "pk").values_list("pk", "name", _TAG_WORDS)[:TAGS]:
        others = [word for word in words if not any(part.startswith(word) for part in parts)]
        bearing = ContactTag.objects.filter(tag=pk)
        if others:
            those = contacts.order_by().filter(_own(others), Exists(bearing.filter(contact=OuterRef("pk"))))
            found = those.values_list("pk", Value(name))
        else:
            found = _belonging(bearing, contacts).values_list("contact", Value(name))
        yield from _found(found[:most], Way.TAG)


def by_note(contacts: QuerySet[Contact], words: list[str], notes: ActivityQuerySet) -> Iterator[Found]:
    """Those with whom something has happened in whose description all words stand."""
    terms = all_of(beginning(word) if len(word) > 2 else exactly(word) for word in words)
    told = _belonging(notes, contacts).filter(Matches(OF_ACTIVITY, terms))
    yield from _found(told.values_list("contact", "pk")[:NOTES], Way.NOTE)


def by_slip(contacts: QuerySet[Contact], words: list[str], near: dict[str, list[str]], most: int) -> Iterator[Found]:
    """Those whose name has the words, but for a slip in one of them; else in each."""
    one = [
        all_of([any_of(map(exactly, near[word])), *(beginning(other) for other in words if other != word)])
        for word in words
        if near[word]
    ]
    each = [any_of([beginning(word), *map(exactly, near[word])]) for word in words]
    for terms in dict.fromkeys((any_of(one), all_of(each))) if one else ():
        those = contacts.order_by().filter(Matches(OF_CONTACT, terms))
        yield from (found := list(_found(those.values_list("pk")[:most], Way.SLIP)))
        if found:
            break


def _found(rows: Iterable[tuple], way: Way) -> Iterator[Found]:
    return (Found(contact, way, *map(str, by)) for contact, *by in rows)


def _belonging(rows: QuerySet, contacts: QuerySet[Contact]) -> QuerySet:
    return rows.order_by().filter(contact__in=contacts.order_by().values("pk"))


def _own(words: list[str]) -> Q:
    """Whose name and title have words that begin so. A single letter beside words would be a large step for little."""
    long = [word for word in words if len(word) > 1] or words
    initials = (Q(name_key__startswith=word) | Q(name_key__contains=f" {word}") for word in words if word not in long)
    return reduce(and_, initials, Q(Matches(OF_CONTACT, all_of(map(beginning, long)))))


def _companies(words: list[str]) -> dict[str, list[UUID]]:
    """Some companies for each word that has more than one letter."""
    return {word: _companies_with(beginning(word)) if len(word) > 1 else [] for word in words}


def _companies_with(terms: str) -> list[UUID]:
    named = Company.objects.live().order_by().filter(Matches(OF_COMPANY, terms))
    return list(named.values_list("pk", flat=True)[:COMPANIES])


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
