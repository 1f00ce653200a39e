"""The columns that the list of contacts can have."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.utils.text import capfirst

from contacts import normalize
from contacts.models import Contact, CustomField
from contacts.resources import choice_labels

NAME = "name"
# What the list shows where nobody has chosen, and what an index has in order.
USUAL = (NAME, "company", "reach", "stage", "owner", "tag_names", "last_contact")
SORTABLE = (NAME, "last_contact")
# In the order in which they are offered; a text is what people call it, where the table does not say so.
LABELS = {
    NAME: "Name",
    "company": "",
    "reach": "E-mail and phone",
    "stage": "Stage",
    "owner": "",
    "tag_names": "Tags",
    "last_contact": "Last contacted",
    "email": "",
    "phone": "",
    "mobile": "",
    "title": "",
    "department": "",
    "address_line1": "",
    "postal_code": "",
    "city": "",
    "state": "",
    "country": "",
    "lead_status": "",
    "lead_source": "",
    "birth_date": "",
    "linkedin_url": "",
    "source": "",
    "email_opt_in": "Takes e-mails",
    "last_activity_at": "",
    "created_at": "Created",
    "updated_at": "Last changed",
}
CUSTOM = "custom."
# What is stored of these is a word of the team's, which has a name.
WORDS = ("lead_status", "lead_source")


def labels(custom: Iterable[CustomField]) -> dict[str, str]:
    """All columns, each with what people call it."""
    own = {name: label or _verbose(name) for name, label in LABELS.items()}
    return own | {f"{CUSTOM}{field.key}": field.label for field in custom}


def displayed(names: Iterable[str], custom: Iterable[CustomField]) -> list[Any]:
    """What the admin shows for columns of these names; unknown ones are left out, and the name stands first."""
    of_custom = {f"{CUSTOM}{field.key}": field for field in custom}
    known = [name for name in dict.fromkeys(names) if name in LABELS or name in of_custom]
    shown = [NAME, *(name for name in known if name != NAME)] if known else USUAL
    return [_custom(of_custom[name]) if name in of_custom else _own(name) for name in shown]


def name_of(column: Any) -> str:
    """By what a column is kept."""
    return getattr(column, "__name__", column)


def _own(name: str) -> Any:
    """A column of contacts; of codes, their names."""
    if name == "country":
        return _computed(name, lambda contact: normalize.country_name(contact.country))
    if name in WORDS:
        words = choice_labels()[name]
        return _computed(name, lambda contact: words.get(getattr(contact, name), getattr(contact, name)))
    return name


def _computed(name: str, value: Callable[[Contact], Any], label: str = "") -> Callable[[Contact], Any]:
    def column(contact: Contact) -> Any:
        shown = value(contact)
        # For what is blank the admin has a sign of its own.
        return None if shown == "" else shown

    column.__name__ = name
    return admin.display(description=label or _verbose(name))(column)


def _custom(field: CustomField) -> Callable[[Contact], Any]:
    def value(contact: Contact) -> Any:
        given = contact.custom_fields.get(field.key)
        if field.type == CustomField.Type.BOOLEAN:
            return {True: "Yes", False: "No"}.get(given)
        return ", ".join(given) if isinstance(given, list) else given

    return _computed(f"{CUSTOM}{field.key}", value, field.label)


def _verbose(name: str) -> str:
    return capfirst(Contact._meta.get_field(name).verbose_name)
