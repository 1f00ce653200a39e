"""Terms that the indexes of words are asked for, as PostgreSQL writes them: 'ada':* & ('smith' | 'smyth')."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Func, Value

from contacts.models.words import Words


def exactly(word: str) -> str:
    """The very word."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def beginning(word: str) -> str:
    """Words that begin so."""
    return f"{exactly(word)}:*"


def all_of(terms: Iterable[str]) -> str:
    """What has each of them."""
    return " & ".join(terms)


def any_of(terms: Iterable[str]) -> str:
    """What has one of them."""
    return f"({' | '.join(terms)})"


class Matches(Func):
    """Whether an index of words has the terms."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, words: Words, terms: str) -> None:
        super().__init__(words, Value(terms, SearchQueryField()))
