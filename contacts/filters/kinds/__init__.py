"""What values can be, what may be asked of them, and how that is said: one module per kind."""

from contacts.filters.kinds.calendar import Day, Moment
from contacts.filters.kinds.flag import Flag
from contacts.filters.kinds.json import JsonDay, JsonFlag, JsonNumber, JsonWords
from contacts.filters.kinds.key import Key
from contacts.filters.kinds.kind import Kind, Operator, Takes, UnfitValue
from contacts.filters.kinds.number import Number, Total
from contacts.filters.kinds.presence import Presence
from contacts.filters.kinds.text import Country, Identifier, Text, Word

__all__ = [
    "Country",
    "Day",
    "Flag",
    "Identifier",
    "JsonDay",
    "JsonFlag",
    "JsonNumber",
    "JsonWords",
    "Key",
    "Kind",
    "Moment",
    "Number",
    "Operator",
    "Presence",
    "Takes",
    "Text",
    "Total",
    "UnfitValue",
    "Word",
]
