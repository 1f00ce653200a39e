"""Telephone numbers in E.164."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from contacts.normalize.plain_phones import plain_phone
from contacts.normalize.text import clean_text, narrow
from contacts.normalize.unusable import Unusable

_MAX_LENGTH = 60
# Below are extensions and emergency numbers, which the library holds for possible in some countries.
_SHORTEST = 10_000
_TYPED_AS_NUMBER = re.compile(r"(\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_SEVERAL = re.compile(r":::|[;\n|]|\s[/,]\s|\b(?:or|oder|ou|o|und|and)\b")
_INTERNATIONAL = re.compile(r"\A[\s(]*00[\s)]*(?=[1-9])")


def phone(text: str, region: str = "") -> str:
    """The number in E.164 ("+493012345"), its extension dropped.

    `region` (ISO 3166-1 alpha-2) is the country in which a number without prefix is dialled. Raises Unusable.
    """
    text = _dialled(narrow(clean_text(text)))
    if number := plain_phone(text, region):
        return number
    try:
        number = _parsed(text, region)
    except NumberParseException as error:
        raise _unusable(text, region, error) from error
    if number.national_number < _SHORTEST or not phonenumbers.is_possible_number(number):
        raise Unusable(_digits(text), "No telephone number of that country has so many digits.")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _dialled(text: str) -> str:
    """The text without what spreadsheets make of numbers. Raises Unusable where digits are lost."""
    if not text:
        raise Unusable("empty", "The telephone number is missing.")
    if _SCIENTIFIC.fullmatch(text):
        raise Unusable("number in scientific notation", "The spreadsheet has rounded the number away.")
    if _SEVERAL.search(text) and ";ext=" not in text:
        raise Unusable("several numbers", "There is more than one telephone number in the cell.")
    if len(text) > _MAX_LENGTH:
        raise Unusable("long text", "This is too long for a telephone number.")
    typed = _TYPED_AS_NUMBER.fullmatch(text)
    return typed[1] if typed else text.removeprefix("tel:").removeprefix("'")


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber:
    """The number, read with 00 as the international prefix first: it is so in most of the world."""
    if _INTERNATIONAL.match(text):
        abroad = phonenumbers.parse(_INTERNATIONAL.sub("+", text))
        if phonenumbers.is_possible_number(abroad):
            return abroad
    return phonenumbers.parse(text, region.upper() or None)


def _unusable(text: str, region: str, error: NumberParseException) -> Unusable:
    if not any(char.isdigit() for char in text):
        return Unusable("text without digits", "A telephone number consists of digits.")
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if text.startswith(("+", "00")):
            return Unusable("unknown country prefix", "No country has this international prefix.")
        return Unusable("national number without country", "Without a country the prefix cannot be known.")
    return Unusable(_digits(text), "This is not a telephone number.")


def _digits(text: str) -> str:
    count = sum(char.isdigit() for char in text)
    return "1 digit" if count == 1 else f"{count} digits"
