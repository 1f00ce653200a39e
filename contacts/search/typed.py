"""What somebody has typed, and the ways in which it can be read: as words, as an address, as a telephone number."""

import re
import string
from dataclasses import dataclass
from functools import cached_property

import phonenumbers
from django.conf import settings
from django.db import connection

from contacts import normalize

LONGEST = 255
# Fewer are a year or the number of a house.
FEWEST_DIGITS = 5
# A number and nothing else, however it is written.
_NUMBER = re.compile(r"(?:tel:)?[+(0-9][0-9\s().,/–-]*", re.IGNORECASE)
_FOLD = "SELECT words_of(name_key(%s))"
_CUT = str.maketrans(dict.fromkeys(string.punctuation, " ") | {"'": None})


@dataclass(frozen=True)
class Number:
    """A telephone number, or a part of one.

    `e164` is blank where the text is no whole number, or its country is not known; `digits` have no zeros in front.
    """

    e164: str
    digits: str
    is_international: bool

    @property
    def national(self) -> str:
        """The digits that follow the country's own, as far as it is known."""
        return str(phonenumbers.parse(self.e164).national_number) if self.e164 else ""


@dataclass(frozen=True)
class Typed:
    """A text of at most `LONGEST` characters, single blanks between its words."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        """Its words as the indexes hold them, each once."""
        if self.text.isascii():
            return list(dict.fromkeys(cut(self.text.lower())))
        with connection.cursor() as cursor:
            cursor.execute(_FOLD, [self.text])
            (words,) = cursor.fetchone()
        return list(dict.fromkeys(words))

    @cached_property
    def address(self) -> str:
        """The text as an address, or as a part of one that has the @; else nothing."""
        return self.text.lower() if "@" in self.text and " " not in self.text else ""

    @cached_property
    def number(self) -> Number | None:
        """The text as a telephone number; None for what has other letters or too few digits."""
        digits = re.sub(r"[^0-9]", "", self.text).lstrip("0")
        if len(digits) < FEWEST_DIGITS or not _NUMBER.fullmatch(self.text):
            return None
        try:
            e164 = normalize.phone(self.text, settings.DEFAULT_REGION)
        except normalize.Unusable:
            e164 = ""
        return Number(e164, digits, self.text.lower().removeprefix("tel:").lstrip(" (").startswith(("+", "00")))


def read(text: str) -> Typed | None:
    """What was typed; None for what nobody is found by: nothing legible, or more than anybody types."""
    if len(text) > LONGEST:
        return None
    cleaned = " ".join(normalize.clean_text(text).split())
    return Typed(cleaned) if cleaned else None


def cut(text: str) -> list[str]:
    """The words of a text, as the function words_of() of the database cuts it."""
    return text.translate(_CUT).split()
