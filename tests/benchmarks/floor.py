"""The floor: SQL written by hand for these very columns, by somebody who needs no report, no repeats, no problems.

The rows are read and normalised beforehand. It is one transaction that ends with the same rows in the same tables as
our import.
"""

import csv
from pathlib import Path

from django.db import connection

from contacts import history
from contacts.importing.mapping import suggest_mapping
from contacts.importing.reading import Record, RowReader
from contacts.importing.sources import open_source
from contacts.models import ChangeSet
from contacts.resources import ContactResource

COPIED = (
    "email",
    "first_name",
    "last_name",
    "phone",
    "phone_e164",
    "title",
    "department",
    "address_line1",
    "city",
    "postal_code",
    "country",
    "company",
    "tags",
)
OWN = COPIED[:-2]
BLANK = ("mobile", "mobile_e164", "address_line2", "state", "lifecycle_stage", "lead_status", "lead_source")
BLANK += ("linkedin_url", "twitter_handle")
BLANK_OF_COMPANY = ("domain", "industry", "phone", "phone_e164", "website", "address_line1", "address_line2", "city")
BLANK_OF_COMPANY += ("state", "postal_code", "country")

TABLE = f"""
CREATE TEMPORARY TABLE prepared (contact_id uuid DEFAULT uuid7(), {", ".join(f"{name} text" for name in COPIED)})
ON COMMIT DROP
"""
COPY = f"COPY prepared ({', '.join(COPIED)}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({', '.join(COPIED)}))"

# Names of companies are not unique, so there is no conflict to name.
COMPANIES = f"""
INSERT INTO contacts_company (name, {", ".join(BLANK_OF_COMPANY)})
SELECT DISTINCT ON (name_key(company)) company, {", ".join(["''"] * len(BLANK_OF_COMPANY))}
FROM (SELECT DISTINCT company FROM prepared WHERE company <> '') AS named
WHERE NOT EXISTS (SELECT FROM contacts_company c WHERE c.name_key = name_key(company) AND c.deleted_at IS NULL)
ORDER BY name_key(company), company
ON CONFLICT DO NOTHING
"""
CONTACTS = f"""
INSERT INTO contacts_contact (id, source, company_id, {", ".join((*OWN, *BLANK))})
SELECT contact_id, 'import', employer.id, {", ".join((*OWN, *["''"] * len(BLANK)))}
FROM prepared
LEFT JOIN (
    SELECT named.company, c.id
    FROM (SELECT DISTINCT company FROM prepared WHERE company <> '') AS named
    JOIN contacts_company c ON c.name_key = name_key(named.company) AND c.deleted_at IS NULL
) AS employer USING (company)
ON CONFLICT DO NOTHING
"""
ADDRESSES = """
INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
SELECT contact_id, email, true, true FROM prepared ORDER BY lower(email)
ON CONFLICT (lower(email)) WHERE live DO NOTHING
"""
TAGS = """
INSERT INTO contacts_tag (name)
SELECT DISTINCT ON (lower(name)) name
FROM prepared CROSS JOIN LATERAL string_to_table(tags, ';') AS tag(name)
ORDER BY lower(name)
ON CONFLICT (lower(name)) WHERE deleted_at IS NULL DO NOTHING
"""
TAGS_OF_CONTACTS = """
INSERT INTO contacts_contacttag (contact_id, tag_id)
SELECT contact_id, t.id
FROM prepared CROSS JOIN LATERAL string_to_table(tags, ';') AS tag(name)
JOIN contacts_tag t ON lower(t.name) = lower(tag.name) AND t.deleted_at IS NULL
ON CONFLICT (contact_id, tag_id) DO NOTHING
"""


def prepare(path: Path, prepared: Path) -> None:
    """Write the rows of a file with the values that our reader makes of them."""
    with open_source(path) as source, prepared.open("w", newline="") as file:
        reader = RowReader(ContactResource(), suggest_mapping(source.headers))
        writer = csv.writer(file)
        for row in source.rows():
            writer.writerow(_values(reader.read(row)))
            reader.problems.clear()


def _values(record: Record) -> list[str]:
    values = record.values | {"email": record.emails[0], "tags": ";".join(record.values.get("tags", ()))}
    return [values.get(name) or "" for name in COPIED]


def import_prepared(prepared: Path) -> None:
    """Bring the prepared rows into the base."""
    with (
        history.change_set(ChangeSet.Kind.IMPORT, door=ChangeSet.Door.COMMAND),
        connection.cursor() as cursor,
    ):
        cursor.execute(TABLE)
        with prepared.open("rb") as file, cursor.copy(COPY) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        for statement in (COMPANIES, ADDRESSES, CONTACTS, TAGS, TAGS_OF_CONTACTS):
            cursor.execute(statement)
