"""The statement that brings rows of known contacts up to date; built for the columns that a file has."""

from collections.abc import Collection

from contacts.importing.staging import TEXT_COLUMNS

NUMBERS = {"phone": "phone_e164", "mobile": "mobile_e164"}
# A row's first number is taken for its main one; where that is known as a further one, it stays so.
KNOWN_NUMBER = """c.phone = '' AND EXISTS (
    SELECT FROM contacts_contactphone p WHERE p.contact_id = c.id AND p.number = s.phone
)"""


def update_statement(fields: Collection[str]) -> str:
    """UPDATE contacts from `staged`, only where a value differs; blank cells never clear one.

    Rows marked `fills_only` set only what is blank. Rows that changed something are marked `is_changed`.
    """
    values_of = dict(new_values(fields))
    if not values_of:
        return ""
    columns = ", ".join(f"c.{column}" for column in values_of)
    values = ", ".join(values_of.values())
    return f"""
    WITH changed AS (
        UPDATE contacts_contact c
        SET {", ".join(f"{column} = {value}" for column, value in values_of.items())}
        FROM staged s
        WHERE c.id = s.contact_id AND NOT s.is_new
          AND ROW({columns}) IS DISTINCT FROM ROW({values})
        RETURNING c.id
    )
    UPDATE staged SET is_changed = true FROM changed WHERE staged.contact_id = changed.id
    """


def new_values(fields: Collection[str]) -> list[tuple[str, str]]:
    """The columns that a file can change, each with what the contact `c` would have there by the staged row `s`."""
    values = [(name, _text(name)) for name in TEXT_COLUMNS if name in fields]
    values += [(number, _number(name, number, fields)) for name, number in NUMBERS.items() if name in fields]
    if "birth_date" in fields:
        values.append(("birth_date", _nullable("birth_date")))
    if not {"company", "company_domain"}.isdisjoint(fields):
        values.append(("company_id", _nullable("company_id")))
    if any(name.startswith("custom.") for name in fields):
        values.append(("custom_fields", custom_values()))
    return values


def _text(name: str) -> str:
    kept = f"s.fills_only AND c.{name} <> ''"
    if name == "phone":
        kept += f" OR {KNOWN_NUMBER}"
    return f"CASE WHEN {kept} THEN c.{name} ELSE coalesce(s.{name}, c.{name}) END"


def _number(name: str, number: str, fields: Collection[str]) -> str:
    """The canonical number follows the number as typed and its country; while they stay, it stays."""
    stays = f"{_text(name)} = c.{name}"
    if "country" in fields:
        stays += f" AND (s.{name} IS DISTINCT FROM c.{name} OR {_text('country')} = c.country)"
    return f"CASE WHEN {stays} THEN c.{number} ELSE coalesce(s.{number}, '') END"


def _nullable(name: str) -> str:
    return f"CASE WHEN s.fills_only THEN coalesce(c.{name}, s.{name}) ELSE coalesce(s.{name}, c.{name}) END"


def custom_values() -> str:
    """All custom fields of the contact as they would be."""
    new = "coalesce(s.custom, '{}')"
    return f"CASE WHEN s.fills_only THEN {new} || c.custom_fields ELSE c.custom_fields || {new} END"
