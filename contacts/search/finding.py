"""Going the ways one after the other, until enough is found."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from contacts.models import Activity, Contact
from contacts.search import ways
from contacts.search.hints import by_hints
from contacts.search.ranking import Hit, Place, ranked
from contacts.search.slips import alike, near
from contacts.search.typed import Typed, read
from contacts.search.ways import Found, Way
from crm.models import User

MOST = 1_000
# Ways that are gone together, in one query.
Step = Iterable[QuerySet]


def find(contacts: QuerySet[Contact], text: str, *, to: User | None, most: int = MOST) -> list[Hit]:
    """Who of the contacts is meant by a text, the likeliest first, and why.

    `to` is who is told: notes that they may not see find nobody. Nobody stands for the program itself.
    """
    typed = read(text)
    if typed is None or not (typed.words or typed.address):
        return []
    contacts = contacts.order_by()
    found = _first(_surest(contacts, typed), most, until=1)
    if not found and not typed.address:
        found = _first(_worded(contacts, typed, to), most, until=most)
        if all(each.way == Way.NOTE for each in found.values()):
            found |= _first(_slips(contacts, typed.words), most, until=1)
    return ranked(found, typed)[:most]


def matching(contacts: QuerySet[Contact], text: str, *, to: User | None) -> QuerySet[Contact]:
    """Those of the contacts whom `find` finds, at most `MOST`; all where there is nothing in the box."""
    if not text.strip():
        return contacts
    return contacts.filter(pk__in=[hit.contact for hit in find(contacts, text, to=to)])


def in_order(contacts: QuerySet[Contact], text: str, *, to: User | None) -> QuerySet[Contact]:
    """The same ones, each with its `rank` among them: the likeliest is the first."""
    ids = [hit.contact for hit in find(contacts, text, to=to)]
    return contacts.filter(pk__in=ids).annotate(rank=Place(ids))


def _surest(contacts: QuerySet[Contact], typed: Typed) -> Iterator[Step]:
    """An address or a number."""
    if typed.address:
        yield ways.by_address(contacts, typed.address)
    elif typed.number:
        yield ways.by_number(contacts, typed.number)


def _worded(contacts: QuerySet[Contact], typed: Typed, to: User | None) -> Iterator[Step]:
    """Words wherever they may stand."""
    notes = (Activity.objects.all() if to is None else Activity.objects.visible_to(to)).live()
    yield ways.by_words(contacts, typed.words)
    yield (*ways.by_words_of_address(contacts, typed), *ways.by_note(contacts, typed.words, notes))
    yield by_hints(contacts, typed.words)


def _slips(contacts: QuerySet[Contact], words: list[str]) -> Iterator[Step]:
    """What is left where nobody is called so."""
    close = near(words)
    yield ways.by_slip(contacts, close)
    if any(not others for others in close.values()):
        close = {word: others or alike(word) for word, others in close.items()}
    yield ways.by_slips(contacts, close)


def _first(steps: Iterator[Step], most: int, *, until: int) -> dict[UUID, Found]:
    """At most so many contacts of each way, each with what it was found by first, until so many are found."""
    kept: dict[UUID, Found] = {}
    for step in steps:
        for contact, way, by in _together([rows[:most] for rows in step]):
            kept.setdefault(contact, Found(contact, Way(way), by))
        if len(kept) >= until:
            break
    return kept


def _together(queries: list[QuerySet]) -> Iterable[tuple[UUID, int, str]]:
    if not queries:
        return ()
    return queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
