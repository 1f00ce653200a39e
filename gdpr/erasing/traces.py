"""Finding texts that name people who were erased, by keyed hashes of what they were called: nothing else is left.

A text names them that holds one of their addresses or numbers, or a first name of theirs beside a last one. A last
name alone names them where nobody else in the base is called so.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Self

from django.db import connection

from contacts import normalize
from gdpr.canonical import digest, email_form
from gdpr.erasing.identity import SHORTEST_WORD, tail_of
from gdpr.models import Erasure, ErasureTrace

Kind = ErasureTrace.Kind
Span = tuple[int, int]

ADDRESS = re.compile(r"[^\s<>()\[\]{},;:\"“”„]+@[^\s<>()\[\]{},;:\"“”„]+[^\W_]")
NUMBER = re.compile(r"\+?\d[\d\s()/.\-]{4,30}\d")
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*")
# So many words may stand between a first name and a last name: a middle name, a title.
BETWEEN = 2
# Words in small letters are rather words than names.
SHORTEST_ALONE = 4

# Asked by the index of the search.
SOMEBODYS = """
SELECT EXISTS (
    SELECT FROM unnest(%s::text[]) AS w(word), contacts_contact c
    WHERE contact_words(name_key, title, phone, phone_e164, mobile, mobile_e164) @@ quote_literal(w.word)::tsquery
)
"""


class Traces:
    """What is known of the people of one erasure."""

    def __init__(self, found: dict[bytes, set[str]]) -> None:
        self._found = found
        self._kinds = lru_cache(maxsize=1 << 18)(self._looked_up)
        self._is_alone = lru_cache(maxsize=1 << 12)(_is_nobodys)

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        """Those that the erasure has left."""
        found: dict[bytes, set[str]] = {}
        for kind, hashed in erasure.traces.values_list("kind", "digest"):
            found.setdefault(bytes(hashed), set()).add(kind)
        return cls(found)

    def spans(self, text: str) -> list[Span]:
        """Where the text names one of the people, in order, none touching another."""
        return _joined(sorted([*self._addresses(text), *self._numbers(text), *self._names(text)]))

    def _addresses(self, text: str) -> Iterator[Span]:
        if "@" in text:
            for match in ADDRESS.finditer(text):
                if Kind.EMAIL in self._found.get(digest("email", email_form(match[0])), ()):
                    yield match.span()

    def _numbers(self, text: str) -> Iterator[Span]:
        for match in NUMBER.finditer(text):
            tail = tail_of(match[0])
            if tail and Kind.PHONE in self._found.get(digest("tail", tail), ()):
                yield match.span()

    def _names(self, text: str) -> Iterator[Span]:
        # Of an address, the parts are no words.
        plain = ADDRESS.sub(lambda match: "@" * len(match[0]), text) if "@" in text else text
        words = [(number, match) for number, match in enumerate(WORD.finditer(plain)) if self._kinds(match[0])]
        for number, match in words:
            beside = [other for at, other in words if at != number and abs(at - number) <= BETWEEN + 1]
            if any(self._are_name(match[0], other[0]) for other in beside):
                ends = [each.span() for each in (match, *beside) if self._are_name(match[0], each[0]) or each is match]
                yield min(start for start, _ in ends), max(end for _, end in ends)
            elif self._may_stand_alone(match[0]) and self._is_alone(match[0]):
                yield match.span()

    def _are_name(self, one: str, other: str) -> bool:
        kinds = self._kinds(one), self._kinds(other)
        return any(Kind.FIRST in first and Kind.LAST in last for first, last in (kinds, kinds[::-1]))

    def _may_stand_alone(self, word: str) -> bool:
        return word[0].isupper() and len(word) >= SHORTEST_ALONE and Kind.LAST in self._kinds(word)

    def _looked_up(self, word: str) -> frozenset[str]:
        parts = [part for part in normalize.folded(word).split() if len(part) >= SHORTEST_WORD]
        kinds = (self._found.get(digest("word", part), set()) for part in parts)
        return frozenset().union(*kinds) & {Kind.FIRST, Kind.LAST}


def _is_nobodys(word: str) -> bool:
    """Whether no contact is called so any more."""
    parts = normalize.folded(word).split()
    with connection.cursor() as cursor:
        cursor.execute(SOMEBODYS, [parts])
        return not cursor.fetchone()[0]


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
