"""What of contacts can be exported: named columns, as people group them and as the file has them in order."""

from collections.abc import Iterable

from contacts.exceptions import NoColumns, UnknownColumns
from contacts.importing.vocabulary import ADDRESS_FIELDS, CUSTOM
from contacts.models import Contact, CustomField

# The order of the file; custom fields follow.
ORDER = (
    "id", "first_name", "last_name", "email", "emails", "phone", "phones", "mobile", "title", "department", "company",
    "company_domain", *ADDRESS_FIELDS, "lifecycle_stage", "lead_status", "lead_source", "tags", "external_id",
    "birth_date", "email_opt_in", "linkedin_url", "twitter_handle", "owner", "created_at", "updated_at",
)  # fmt: skip
GROUPS = {
    "Person": ("first_name", "last_name", "title", "department", "birth_date"),
    "How to reach them": ("email", "emails", "phone", "phones", "mobile", "linkedin_url", "twitter_handle"),
    "Company": ("company", "company_domain"),
    "Address": ADDRESS_FIELDS,
    "Sales": ("lifecycle_stage", "lead_status", "lead_source", "tags", "owner", "email_opt_in"),
    "Record": ("id", "external_id", "created_at", "updated_at"),
}
CUSTOM_GROUP = "Custom fields"
# What the columns of the contact's table do not say themselves.
LABELS = {
    "id": "Id",
    "emails": "Further e-mail addresses",
    "phones": "Further telephone numbers",
    "company_domain": "Domain of the company",
    "external_id": "Ids in other systems",
    "email_opt_in": "Takes e-mails",
    "created_at": "Created",
    "updated_at": "Last changed",
}


def labels() -> dict[str, str]:
    """All columns in the order of the file, each with what people call it."""
    custom = CustomField.objects.filter(subject=CustomField.Subject.CONTACT).values_list("key", "label")
    return {name: _label(name) for name in ORDER} | {f"{CUSTOM}{key}": label for key, label in custom}


def groups() -> dict[str, dict[str, str]]:
    """All columns with their labels, under the headings that people look for them by."""
    known = labels()
    grouped = {heading: {name: known[name] for name in names} for heading, names in GROUPS.items()}
    custom = {name: label for name, label in known.items() if name.startswith(CUSTOM)}
    return grouped | ({CUSTOM_GROUP: custom} if custom else {})


def chosen(names: Iterable[str] | None) -> list[str]:
    """These columns, each once, in the order given; all of them for None. Raises NoColumns and UnknownColumns."""
    known = labels()
    wanted = list(known if names is None else dict.fromkeys(names))
    if not wanted:
        raise NoColumns
    if unknown := [name for name in wanted if name not in known]:
        raise UnknownColumns(unknown=", ".join(unknown), known=", ".join(known))
    return wanted


def _label(name: str) -> str:
    words = LABELS.get(name) or str(Contact._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]
