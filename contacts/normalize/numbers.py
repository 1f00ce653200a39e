"""Numbers, in the notation of any country."""

import re
import unicodedata
from decimal import Decimal

from contacts.normalize.text import clean_text, narrow
from contacts.normalize.unusable import Unusable

# What JSON keeps everywhere, and nobody counts beyond.
MAX_DIGITS = 40
LARGEST = Decimal("1e30")

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<sep>[.,])\d{3})(?:(?P=sep)\d{3})*")
_PLAIN = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_SPACING = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")


def number(text: str) -> Decimal:
    """The number, in German, English, Swiss or machine notation; signs of currency are dropped.

    "1,200" is a thousand, for a comma before three digits groups; "1.200" is little more than one, for so do
    machines write. Raises Unusable.
    """
    bare = "".join(char for char in narrow(clean_text(text)) if unicodedata.category(char) != "Sc").strip()
    sign, digits = _signed(_SPACING.sub("", bare))
    plain = _pointed(digits)
    if not _PLAIN.fullmatch(plain):
        raise Unusable("text" if bare else "empty", "This is not a number.")
    found = Decimal(sign + plain)
    if len(plain) > MAX_DIGITS or found.copy_abs() >= LARGEST:
        raise Unusable("huge number", "This number is too long to be kept.")
    return found


def _signed(text: str) -> tuple[str, str]:
    if text[:1] == "(" and text[-1:] == ")":
        return "-", text[1:-1].strip()
    if text[:1] in ("-", "−", "+"):
        return "" if text[0] == "+" else "-", text[1:].strip()
    return "", text


def _pointed(text: str) -> str:
    """The digits with a decimal point and no grouping; unchanged where the signs make no sense."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        whole, fraction = text[: max(comma, point)], text[max(comma, point) + 1 :]
        is_grouped = _GROUPED.fullmatch(whole)
        return re.sub("[.,]", "", whole) + "." + fraction if is_grouped else text
    if _GROUPED.fullmatch(text) and (comma >= 0 or text.count(".") > 1):
        return re.sub("[.,]", "", text)
    return text.replace(",", ".") if text.count(",") == 1 else text
