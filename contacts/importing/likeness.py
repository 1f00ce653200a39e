"""The keys under which imported contacts are compared with others: written with them, in the same transaction."""

from django.db.backends.utils import CursorWrapper

from contacts.duplicates.keys import keys
from contacts.duplicates.profile import Profile, profile
from contacts.duplicates.upkeep import as_array, write_keys
from contacts.importing.reading import Record

# What the triggers mark from here on has its keys at the end of the transaction; or it has not.
ANNOUNCE = "SELECT set_config('contacts.writes_keys', %s, true)"
INSERT = """
INSERT INTO contacts_blockingkeys (contact_id, hashes)
SELECT contact_id, keys FROM staged WHERE is_new AND keys IS NOT NULL
"""
# Of what was known, whom the triggers have marked: of most changes no key knows.
OTHERS = """
WITH marked AS (
    UPDATE contacts_duplicatemark m SET has_keys = true FROM staged s
    WHERE m.contact_id = s.contact_id AND NOT m.has_keys
    RETURNING m.contact_id, s.is_new
)
SELECT contact_id FROM marked WHERE NOT is_new
UNION SELECT contact_id FROM staged WHERE is_new AND keys IS NULL
"""


def staged_keys(record: Record) -> str | None:
    """The keys of a new contact with these values, as the database reads them.

    None where they are known once the contact is written: a domain can lead to a company of another name.
    """
    if "company_domain" in record.values:
        return None
    return as_array(keys(profile_of(record)))


def profile_of(record: Record) -> Profile:
    """What is compared of a new contact with these values."""
    values = record.values
    return profile(
        first_name=values.get("first_name", ""),
        last_name=values.get("last_name", ""),
        emails=record.emails,
        phones=_numbers(record),
        company=values.get("company", ""),
        title=values.get("title", ""),
        street_address=values.get("address_line1", ""),
        city=values.get("city", ""),
        postcode=values.get("postal_code", ""),
        country=values.get("country", ""),
        birth_date=str(values.get("birth_date", "")),
    )


def announce(cursor: CursorWrapper, *, writes_keys: bool) -> None:
    """Tell the triggers whether the import writes the keys of those whom the next statements write."""
    cursor.execute(ANNOUNCE, ["yes" if writes_keys else "no"])


def add_keys(cursor: CursorWrapper) -> None:
    """Write the keys of the contacts of the staging table, as far as they are new or changed."""
    cursor.execute(INSERT)
    cursor.execute(OTHERS)
    if others := [pk for (pk,) in cursor.fetchall()]:
        write_keys(others)


def _numbers(record: Record) -> list[str]:
    values = record.values
    named = [(values.get(name, ""), values.get(f"{name}_e164", "")) for name in ("phone", "mobile")]
    return [e164 or number for number, e164 in (*named, *record.phones)]
