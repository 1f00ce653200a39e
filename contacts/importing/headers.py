"""One header at a time: which field its words name."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from contacts.importing import header_words as words
from contacts.normalize import name_key

# DOUBTFUL columns have words that nobody foresaw: they count only where no other is of their kind.
PRIMARY, USUAL, HOME, OTHER, COMPANY, DOUBTFUL = range(6)

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_E_MAIL = re.compile(r"\be (?=mail)")


class Guess(NamedTuple):
    """The field that a header names; among several, the lowest `rank`, then `number`, comes first."""

    field: str
    rank: int = USUAL
    number: int = 1


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


_FIELDS = {
    **{phrase: Guess(field, OTHER) for phrase, field in words.WEAK_PHRASES.items()},
    **{phrase: Guess(field) for field, text in words.PHRASES.items() for phrase in _phrases(text)},
}
_RANKS = {
    **dict.fromkeys(_set(words.COMPANY_WORDS), COMPANY),
    **dict.fromkeys(_set(words.OTHER_WORDS), OTHER),
    **dict.fromkeys(_set(words.HOME_WORDS), HOME),
    **dict.fromkeys(_set(words.WORK_WORDS), USUAL),
    **dict.fromkeys(_set(words.PRIMARY_WORDS), PRIMARY),
}
_FILLERS = _set(words.FILLER_WORDS)
_GUARDS = _set(words.GUARD_WORDS)
_EMAIL = _set(words.EMAIL_WORDS)
_PHONE = _set(words.PHONE_WORDS)
_MOBILE = _set(words.MOBILE_WORDS)
_HARMLESS = _EMAIL | _PHONE | _MOBILE | _FILLERS | _RANKS.keys() | _set(words.NUMBER_WORDS)
_CONSENT_GUARDS = _set(words.CONSENT_GUARDS)
_OPT_OUT = _phrases(words.OPT_OUT_PHRASES)
_OPT_IN = _phrases(words.OPT_IN_PHRASES)


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """The words of a header, in lower case without accents and punctuation; camelCase is taken apart."""
    found = _WORD.findall(name_key(_CAMEL.sub(" ", header)))
    return _E_MAIL.sub("e", " ".join(found))


def recognise(header: str) -> Guess | None:
    """The field that the header's words name in any of our languages; None where they name none for sure."""
    key = header_key(header)
    if key in _FIELDS:
        return _FIELDS[key]
    found = key.split()
    certain = _consent(key, found) or _qualified(found)
    if certain or not _GUARDS.isdisjoint(found):
        return certain
    return _reachable(found)


def is_email_header(header: str) -> bool:
    """Whether a header names the column of a person's e-mail addresses."""
    guess = recognise(header)
    return guess is not None and guess.field == "email"


def _consent(key: str, found: list[str]) -> Guess | None:
    if not _CONSENT_GUARDS.isdisjoint(found):
        return None
    for field, phrases in (("email_opt_out", _OPT_OUT), ("email_opt_in", _OPT_IN)):
        if any(f" {phrase} " in f" {key} " for phrase in phrases):
            return Guess(field)
    return None


def _reachable(found: list[str]) -> Guess | None:
    """An e-mail address or a telephone. A company's address would join all its people into one contact."""
    number = next((int(word) for word in found if word.isdecimal()), 1)
    rank = _rank(found) if all(word in _HARMLESS or word.isdecimal() for word in found) else DOUBTFUL
    if not _EMAIL.isdisjoint(found):
        return Guess("email", rank, number) if _rank(found) != COMPANY else None
    if not _MOBILE.isdisjoint(found):
        return Guess("mobile", rank, number)
    if not _PHONE.isdisjoint(found):
        return Guess("phone", rank, number)
    return None


def _qualified(found: list[str]) -> Guess | None:
    """A field between words like "work", "customer" or "home"; never one of the company's own."""
    rank = _rank(found)
    unfilled = _without(found, _FILLERS)
    for phrase in (unfilled, _without(found, _RANKS), _without(unfilled, _RANKS)):
        guess = _FIELDS.get(" ".join(phrase))
        if guess and _GUARDS.isdisjoint(phrase[:1]) and (rank != COMPANY or phrase == unfilled):
            return guess if phrase == unfilled else guess._replace(rank=max(rank, guess.rank))
    return None


def _without(found: list[str], left_out: Collection[str]) -> list[str]:
    return [word for word in found if word not in left_out]


def _rank(found: list[str]) -> int:
    """The rank by the most telling word: a "main company phone" is the company's."""
    ranks = [_RANKS[word] for word in found if word in _RANKS]
    if COMPANY in ranks:
        return COMPANY
    return min(ranks, key=lambda rank: (rank == USUAL, rank), default=USUAL)
