"""Text as people type it, brought into the one form that is stored and compared: pure functions."""

from contacts.normalize.booleans import boolean
from contacts.normalize.countries import country, country_name, country_names
from contacts.normalize.dates import date, date_order
from contacts.normalize.emails import email
from contacts.normalize.formulas import harmless, restored
from contacts.normalize.names import split_name
from contacts.normalize.numbers import number
from contacts.normalize.phones import phone
from contacts.normalize.text import clean_text, has_forbidden_characters, name_key
from contacts.normalize.unusable import Unusable
from contacts.normalize.web import domain, url

__all__ = [
    "Unusable",
    "boolean",
    "clean_text",
    "country",
    "country_name",
    "country_names",
    "date",
    "date_order",
    "domain",
    "email",
    "harmless",
    "has_forbidden_characters",
    "name_key",
    "number",
    "phone",
    "restored",
    "split_name",
    "url",
]
