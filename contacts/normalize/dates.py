"""Days of the calendar, however a spreadsheet writes them."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from babel.dates import get_month_names

from contacts.normalize.text import clean_text, name_key, narrow
from contacts.normalize.unusable import Unusable

Order = Literal["dmy", "mdy"]

MONTH_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")

_TIME = r"(?:[T,\s]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.DOTALL)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{2}}|\d{{4}}){_TIME}", re.DOTALL)
_NAMED_MONTH = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})\W+(?:de )?)?(?P<month>[^\W\d_]{{3,}})\W*(?:de )?"
    rf"(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\W+)?(?P<year>\d{{4}}){_TIME}",
    re.DOTALL,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|°)\b")
_NO_DAY = re.compile(r"[0/.\-]+(?:\s+[0:]+)?")
# What Outlook keeps where no date is set: https://learn.microsoft.com/office/vba/api/outlook.contactitem.birthday
_NONE = dt.date(4501, 1, 1)


def date(text: str, order: Order | None = None) -> dt.date | None:
    """The day that the text names, or None where it is blank or Outlook's "0/0/00".

    `order` reads 03/04/2026; without it such a text is unusable. Excel's day numbers are not guessed.
    Raises Unusable.
    """
    text = narrow(clean_text(text))
    if not text or _NO_DAY.fullmatch(text):
        return None
    year, month, day = _parts(text, order)
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Unusable("impossible date", "The calendar has no such day.") from None
    return None if found == _NONE else found


def date_order(samples: Iterable[str]) -> Order | None:
    """The order of day and month that the samples prove, or None if they prove nothing or both."""
    proven = {order for sample in samples if (order := _proven_order(sample))}
    return proven.pop() if len(proven) == 1 else None


def _proven_order(text: str) -> Order | None:
    match = _YEAR_LAST.fullmatch(narrow(text.strip()))
    if not match or match[2] == ".":
        return None
    first, second = int(match[1]), int(match[3])
    if (first > 12) == (second > 12):
        return None
    return "dmy" if first > 12 else "mdy"


def _parts(text: str, order: Order | None) -> tuple[int, int, int]:
    for pattern in (_YEAR_FIRST, _EAST_ASIAN, _COMPACT):
        if match := pattern.fullmatch(text):
            return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.fullmatch(text):
        year = _year(match[4])
        day, month = _day_and_month(match, order)
        return year, month, day
    return _named(text)


def _day_and_month(match: re.Match, order: Order | None) -> tuple[int, int]:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first == second:
        order = "dmy"
    order = order or _proven_order(match[0])
    if order is None:
        raise Unusable("ambiguous date", "Day and month cannot be told apart.")
    return (first, second) if order == "dmy" else (second, first)


def _year(digits: str) -> int:
    if len(digits) == 2:
        raise Unusable("two-digit year", "The century is missing from the year.")
    return int(digits)


def _named(text: str) -> tuple[int, int, int]:
    match = _NAMED_MONTH.fullmatch(_ORDINAL.sub("", name_key(text)))
    day = match and (match["d1"] or match["d2"])
    month = match and _months().get(match["month"])
    if not day or not month:
        raise Unusable(_shape(text), "This is not a date, or one without day, month or year.")
    return int(match["year"]), month, int(day)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Every beginning of three letters or more of a month's name that means one month only."""
    meant: dict[str, set[int]] = {}
    for language in MONTH_LANGUAGES:
        for number, name in get_month_names("wide", locale=language).items():
            key = name_key(name)
            for length in range(3, len(key) + 1):
                meant.setdefault(key[:length], set()).add(number)
    return {key: numbers.pop() for key, numbers in meant.items() if len(numbers) == 1}


def _shape(text: str) -> str:
    digits = sum(char.isdigit() for char in text)
    if not digits:
        return "text without digits"
    return "plain number" if digits == len(text) else "text that is no date"
