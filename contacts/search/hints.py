"""Companies and tags that are called by some of the words: by way of them contacts are found."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from contacts.models import Company, Contact, Tag
from contacts.models.columns import NameKey
from contacts.models.words import OF_COMPANY, NameWords
from contacts.search.terms import Matches, all_of, any_of, beginning
from contacts.search.typed import cut
from contacts.search.ways import by_company, by_tag

# Of names that many companies have so many are looked at; of many words so many ways to part them.
COMPANIES, TAGS, PARTINGS = 100, 5, 9
OF_TAG = NameWords(NameKey("name"))
Parting = tuple[list[str], list[str]]


def by_hints(contacts: QuerySet[Contact], words: list[str]) -> Iterator[QuerySet]:
    """Those whose company or tag has the words, or has some of them, while they have the others themselves."""
    partings = [each for each in _partings(words) if any(len(word) > 1 for word in each[1])][:PARTINGS]
    named, *others = [*_companies(partings), _tags(words)]
    companies: dict[int, list[UUID]] = {}
    for pk, number, name, key in named.union(*others, all=True):
        if name:
            yield by_tag(contacts, pk, name, _without(words, cut(key)))
        else:
            companies.setdefault(number, []).append(pk)
    for number, ids in companies.items():
        yield by_company(contacts, ids, partings[number][0])


def _partings(words: list[str]) -> Iterator[Parting]:
    """The words in two, the person's own and the company's, in either order; first of all, all are the company's."""
    yield [], words
    for place in range(1, len(words)):
        yield words[:place], words[place:]
        yield words[place:], words[:place]


def _companies(partings: list[Parting]) -> Iterator[QuerySet]:
    """Companies for each parting, under its number."""
    for number, (_, name) in enumerate(partings):
        named = Company.objects.live().filter(Matches(OF_COMPANY, all_of(map(beginning, name))))
        yield named.order_by().values_list("pk", Value(number), _text(""), _text(""))[:COMPANIES]


def _tags(words: list[str]) -> QuerySet:
    """Tags of whose names some words are parts."""
    named = Tag.objects.live().filter(Matches(OF_TAG, any_of(map(beginning, words))))
    return named.order_by().values_list("pk", Value(0), Cast("name", TextField()), NameKey("name"))[:TAGS]


def _text(constant: str) -> Cast:
    return Cast(Value(constant), TextField())


def _without(words: list[str], names: list[str]) -> list[str]:
    return [word for word in words if not any(name.startswith(word) for name in names)]
