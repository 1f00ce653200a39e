"""Going the ways one after the other, until enough is found."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from contacts.models import Activity, Contact
from contacts.search import ways
from contacts.search.ranking import Hit, ranked
from contacts.search.slips import alike, near
from contacts.search.typed import Typed, read
from contacts.search.ways import Found, Way
from crm.models import User

MOST = 1_000


def find(contacts: QuerySet[Contact], text: str, *, to: User | None, most: int = MOST) -> list[Hit]:
    """Who of the contacts is meant by a text, the likeliest first, and why.

    `to` is who is told: notes that they may not see find nobody. Nobody stands for the program itself.
    """
    typed = read(text)
    if typed is None or not (typed.words or typed.address):
        return []
    found = _first(_ways(contacts, typed, to, most), most)
    if not typed.address and all(each.way == Way.NOTE for each in found.values()):
        found |= _first(_slips(contacts, typed.words, most), most)
    return ranked(found, typed)[:most]


def matching(contacts: QuerySet[Contact], text: str, *, to: User | None) -> QuerySet[Contact]:
    """Those of the contacts whom `find` finds, at most `MOST`; all where there is nothing in the box."""
    if not text.strip():
        return contacts
    return contacts.filter(pk__in=[hit.contact for hit in find(contacts, text, to=to)])


def _ways(contacts: QuerySet[Contact], typed: Typed, to: User | None, most: int) -> Iterator[Found]:
    """All ways but slips, each gone when the caller asks for more."""
    words = typed.words
    if typed.address:
        yield from ways.by_address(contacts, typed, most)
    elif words:
        if typed.number:
            yield from ways.by_number(contacts, typed.number, most)
        yield from ways.by_words(contacts, words, most)
        yield from ways.by_words_of_address(contacts, typed, most)
        yield from ways.by_company(contacts, words, most)
        yield from ways.by_tag(contacts, words, most)
    if words:
        notes = Activity.objects.all() if to is None else Activity.objects.visible_to(to)
        yield from ways.by_note(contacts, words, notes.live())


def _slips(contacts: QuerySet[Contact], words: list[str], most: int) -> Iterator[Found]:
    """What is left where nobody is called so."""
    close = near(words)
    yield from (found := list(ways.by_slip(contacts, words, close, most)))
    if not found:
        yield from ways.by_slip(contacts, words, {word: close[word] or alike(word) for word in words}, most)


def _first(found: Iterator[Found], most: int) -> dict[UUID, Found]:
    """So many contacts, each with what it was found by first."""
    kept: dict[UUID, Found] = {}
    for each in found:
        kept.setdefault(each.contact, each)
        if len(kept) >= most:
            break
    return kept
