"""Text as people type it, brought into the one form that is stored and compared: pure functions."""

from contacts.normalize.booleans import boolean
from contacts.normalize.countries import country, country_name, country_names
from contacts.normalize.dates import date, date_order
from contacts.normalize.emails import email
from contacts.normalize.folding import folded
from contacts.normalize.formulas import harmless, restored
from contacts.normalize.given_names import formal_names, given_name_groups
from contacts.normalize.mailboxes import Mailbox, is_role, mailbox
from contacts.normalize.matching import phone_tail, postal_code
from contacts.normalize.names import split_name
from contacts.normalize.numbers import number
from contacts.normalize.organisations import organisation
from contacts.normalize.person_names import PersonName, person_name
from contacts.normalize.phones import phone
from contacts.normalize.phonetics import sound
from contacts.normalize.streets import street
from contacts.normalize.text import clean_text, has_forbidden_characters, name_key
from contacts.normalize.unusable import Unusable
from contacts.normalize.web import domain, url

__all__ = [
    "Mailbox",
    "PersonName",
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
    "folded",
    "formal_names",
    "given_name_groups",
    "harmless",
    "has_forbidden_characters",
    "is_role",
    "mailbox",
    "name_key",
    "number",
    "organisation",
    "person_name",
    "phone",
    "phone_tail",
    "postal_code",
    "restored",
    "sound",
    "split_name",
    "street",
    "url",
]
