"""The statement that brings rows of known contacts up to date; built for the columns that a file has."""

from collections.abc import Mapping

from contacts.importing.staging import TEXT_COLUMNS
from contacts.importing.vocabulary import CUSTOM, Mode

NUMBERS = {"phone": "phone_e164", "mobile": "mobile_e164"}
# A row's first number is taken for its main one; where that is known as a further one, it stays so.
KNOWN_NUMBER = """c.phone = '' AND EXISTS (
    SELECT FROM contacts_contactphone p WHERE p.contact_id = c.id AND p.number = s.phone
)"""


def update_statement(fields: Mapping[str, Mode]) -> str:
    """UPDATE contacts from `staged`, only where a value differs; blank cells never clear one.

    Rows marked `fills_only` set only what is blank, and so do fields of another mode than to overwrite. Rows that
    changed something are marked `is_changed`.
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


def new_values(fields: Mapping[str, Mode]) -> list[tuple[str, str]]:
    """The columns that a file can change, each with what the contact `c` would have there by the staged row `s`."""
    values = [(name, _text(name, fields)) for name in TEXT_COLUMNS if name in fields]
    values += [(number, _number(name, number, fields)) for name, number in NUMBERS.items() if name in fields]
    if "birth_date" in fields:
        values.append(("birth_date", _nullable("birth_date", fields["birth_date"])))
    if mode := fields.get("company", fields.get("company_domain")):
        values.append(("company_id", _nullable("company_id", mode)))
    if any(name.startswith(CUSTOM) for name in fields):
        values.append(("custom_fields", custom_values(fields)))
    return values


def only_fills(mode: Mode) -> str:
    """SQL for whether the staged row `s` leaves alone what is there, in a field of that mode."""
    return "s.fills_only" if mode == Mode.OVERWRITE else "true"


def _text(name: str, fields: Mapping[str, Mode]) -> str:
    kept = f"{only_fills(fields[name])} AND c.{name} <> ''"
    if name == "phone":
        kept += f" OR {KNOWN_NUMBER}"
    return f"CASE WHEN {kept} THEN c.{name} ELSE coalesce(s.{name}, c.{name}) END"


def _number(name: str, number: str, fields: Mapping[str, Mode]) -> str:
    """The canonical number follows the number as typed and its country; while they stay, it stays."""
    stays = f"{_text(name, fields)} = c.{name}"
    if "country" in fields:
        stays += f" AND (s.{name} IS DISTINCT FROM c.{name} OR {_text('country', fields)} = c.country)"
    return f"CASE WHEN {stays} THEN c.{number} ELSE coalesce(s.{number}, '') END"


def _nullable(name: str, mode: Mode) -> str:
    return f"CASE WHEN {only_fills(mode)} THEN coalesce(c.{name}, s.{name}) ELSE coalesce(s.{name}, c.{name}) END"


def custom_values(fields: Mapping[str, Mode]) -> str:
    """All custom fields of the contact as they would be."""
    new = "coalesce(s.custom, '{}')"
    custom = {name.removeprefix(CUSTOM): mode for name, mode in fields.items() if name.startswith(CUSTOM)}
    filled = [key for key, mode in custom.items() if mode == Mode.FILL]
    # What is there already is no news for a field that is only filled.
    keys = ", ".join(f"'{key}'" for key in filled)
    news = f"({new} - ARRAY(SELECT key FROM jsonb_object_keys(c.custom_fields) AS held(key) WHERE key IN ({keys})))"
    return f"""CASE WHEN s.fills_only THEN {new} || c.custom_fields
        ELSE c.custom_fields || {news if filled else new} END"""
