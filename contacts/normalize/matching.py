"""Other values as they are compared: telephone numbers by their last digits, postal codes, birthdays."""

import re

_EXTENSION = re.compile(r"(?:ext|extension|durchwahl|dw|poste|x|#)[\s.:]*\d{1,6}\s*\Z", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")
_NO_LETTER = re.compile(r"[\W_]+")
# As many as tell numbers apart; in front of them stands what some write and others leave out.
_TAIL = 8
_FEWEST = 6


def phone_tail(text: str) -> str:
    """The last eight digits of a telephone number, without its extension; blank where there are fewer than six."""
    digits = _NO_DIGIT.sub("", text)
    if len(text) > len(digits) + 1 and _EXTENSION.search(text):
        digits = _NO_DIGIT.sub("", _EXTENSION.sub("", text))
    digits = digits.lstrip("0")[-_TAIL:]
    return digits if len(digits) >= _FEWEST else ""


def postal_code(text: str) -> str:
    """The letters and digits of a postal code, in capitals."""
    return text if text.isdigit() else _NO_LETTER.sub("", text).upper()
