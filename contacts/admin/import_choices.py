"""The fields into which a column can be imported, as people name and group them."""

from collections.abc import Iterable

from contacts.importing.vocabulary import ADDRESS_FIELDS, CUSTOM, EMAIL_FIELDS, OWN_ID, PHONE_FIELDS, takes_constant
from contacts.models import Contact, CustomField

GROUPS = {
    "Person": ("first_name", "last_name", "full_name", "birth_date"),
    "Reach": (*EMAIL_FIELDS, *PHONE_FIELDS, "mobile", "linkedin_url", "twitter_handle"),
    "Work": ("title", "department", "company", "company_domain"),
    "Address": ADDRESS_FIELDS,
    "Sales": ("lifecycle_stage", "lead_status", "lead_source", "tags", "notes"),
    "Known as": (OWN_ID, "external_id"),
    "Consent": ("email_opt_in", "email_opt_out"),
}
LABELS = {
    OWN_ID: "Our own id",
    "full_name": "Full name",
    "company_domain": "Company's domain",
    "tags": "Tags",
    "notes": "Note",
    "external_id": "Id in another system (system:id)",
    "email_opt_in": "Takes e-mails (yes or no)",
    "email_opt_out": "Takes no e-mails (yes or no)",
}
NOT_IMPORTED = ("", "Do not import")
NO_CONSTANT = ("", "—")


def field_choices(custom_keys: Iterable[str]) -> list[tuple]:
    """All choices for a column, in groups, the custom fields among them."""
    groups = [(group, [(name, label(name)) for name in names]) for group, names in GROUPS.items()]
    custom = CustomField.objects.filter(subject=CustomField.Subject.CONTACT, key__in=custom_keys)
    groups.append(("Custom fields", [(CUSTOM + field.key, field.label) for field in custom]))
    return [NOT_IMPORTED, *groups]


def constant_choices(custom_keys: Iterable[str]) -> list[tuple]:
    """The fields that can have one value for every row."""
    _, *groups = field_choices(custom_keys)
    kept = ((group, [(name, words) for name, words in fields if takes_constant(name)]) for group, fields in groups)
    return [NO_CONSTANT, *((group, fields) for group, fields in kept if fields)]


def label(name: str) -> str:
    """The field's name for people: email_2 is “E-mail 2”."""
    if name in LABELS:
        return LABELS[name]
    column, _, number = name.rpartition("_")
    if number.isdecimal():
        return f"{label(column)} {number}"
    verbose = str(Contact._meta.get_field(name).verbose_name)
    return verbose[:1].upper() + verbose[1:]
