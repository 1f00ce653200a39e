"""The names under which a column can be imported, in mappings, in our own exports, and in the admin."""

import re
from collections.abc import Collection

from django.db.models import TextChoices

MAX_NUMBER = 9
CUSTOM = "custom."


def _numbered(name: str) -> tuple[str, ...]:
    return (name, *(f"{name}_{number}" for number in range(2, MAX_NUMBER + 1)))


EMAIL_FIELDS = _numbered("email")
PHONE_FIELDS = _numbered("phone")
ADDRESS_FIELDS = ("address_line1", "address_line2", "city", "state", "postal_code", "country")
# Of these several columns may be mapped to one field; their values are added up.
MULTIPLE_FIELDS = frozenset(("tags", "notes"))
# Columns of our own export that are known and on purpose not imported: the database keeps them.
EXPORTED_ONLY = frozenset(("id", "owner", "created_at", "updated_at"))
OWN_ID = "id"
FIELDS = (
    OWN_ID,
    "first_name",
    "last_name",
    "full_name",
    *EMAIL_FIELDS,
    *PHONE_FIELDS,
    "mobile",
    "title",
    "department",
    "company",
    "company_domain",
    *ADDRESS_FIELDS,
    "lifecycle_stage",
    "lead_status",
    "lead_source",
    "tags",
    "external_id",
    "birth_date",
    "email_opt_in",
    "email_opt_out",
    "notes",
    "linkedin_url",
    "twitter_handle",
)
_KNOWN = frozenset(FIELDS)
_CUSTOM_FIELD = re.compile(r"custom\.(\S+)")


class Mode(TextChoices):
    """What a cell does to a contact that is known; a blank cell never does anything."""

    OVERWRITE = "overwrite", "Replace what is there"
    FILL = "fill", "Only where it is blank"
    APPEND = "append", "Add to what is there"


_MODES = {
    "email": (Mode.APPEND, Mode.OVERWRITE),
    "phone": (Mode.OVERWRITE, Mode.FILL, Mode.APPEND),
    "tags": (Mode.APPEND, Mode.OVERWRITE, Mode.FILL),
    **dict.fromkeys((*EMAIL_FIELDS[1:], *PHONE_FIELDS[1:], "external_id", "notes"), (Mode.APPEND,)),
    **dict.fromkeys((OWN_ID, "email_opt_in", "email_opt_out"), (Mode.OVERWRITE,)),
}


def modes_of(field: str) -> tuple[Mode, ...]:
    """The modes that a column of the field can have, the usual one first."""
    return _MODES.get(field, (Mode.OVERWRITE, Mode.FILL))


def takes_default(field: str) -> bool:
    """Whether a value can be meant for those who have none of their own."""
    return field not in {OWN_ID, "external_id", *EMAIL_FIELDS, *PHONE_FIELDS, "mobile", "email_opt_in"}


def takes_constant(field: str) -> bool:
    """Whether one value of the field can be meant for every row of a file."""
    return takes_default(field) and field not in {"first_name", "last_name", "full_name", "notes"}


def is_field(name: str, custom_keys: Collection[str] = ()) -> bool:
    """Whether a column can be imported under this name; `custom.<key>` only for the keys given."""
    custom = _CUSTOM_FIELD.fullmatch(name)
    return name in _KNOWN or (custom is not None and custom[1] in custom_keys)
