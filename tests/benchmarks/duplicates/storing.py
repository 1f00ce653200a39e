"""The whole verb in a base of contacts: the search, and its pairs stored with reasons and fingerprints."""

from django.db import connection

from contacts.duplicates.finding import find
from contacts.models import DuplicatePair
from tests.benchmarks.floor import BLANK_OF_COMPANY
from tests.benchmarks.memory import peak_memory

BLANK = ("department", "address_line2", "state", "lifecycle_stage", "lead_status", "lead_source", "linkedin_url")
BLANK += ("twitter_handle", "phone_e164", "mobile_e164")
COMPANIES = f"""
INSERT INTO contacts_company (name, {", ".join(BLANK_OF_COMPANY)})
SELECT DISTINCT company, {", ".join(["''"] * len(BLANK_OF_COMPANY))} FROM compared WHERE company <> ''
"""
CONTACTS = f"""
INSERT INTO contacts_contact (
    id, source, first_name, last_name, email, phone, mobile, company_id, title, address_line1, city, postal_code,
    country, birth_date, {", ".join(BLANK)}
)
SELECT p.id, 'import', first_name, last_name, split_part(emails, E'\\n', 1), split_part(phones, E'\\n', 1),
       split_part(phones, E'\\n', 2), k.id, title, street, p.city, p.postal_code, p.country,
       CASE WHEN pg_input_is_valid(birth_date, 'date') THEN nullif(birth_date, '')::date END,
       {", ".join(["''"] * len(BLANK))}
FROM compared p LEFT JOIN contacts_company k ON k.name = p.company
"""
# Many share an address here, and only one of those may be live.
ADDRESSES = """
INSERT INTO contacts_contactemail (contact_id, email, is_primary, live)
SELECT p.id, address, place = 1, row_number() OVER (PARTITION BY lower(address) ORDER BY p.id) = 1
FROM compared p CROSS JOIN LATERAL string_to_table(emails, E'\\n') WITH ORDINALITY AS own (address, place)
WHERE address <> ''
ORDER BY p.id, place
"""


def make_contacts() -> None:
    """Make contacts of the rows that the finder has read, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in (COMPANIES, CONTACTS, ADDRESSES):
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE contacts_contact, contacts_contactemail, contacts_company")


def find_and_store() -> dict[str, float | None]:
    """How long the search of all contacts takes with all that it stores, and what it takes meanwhile."""
    with peak_memory() as peak:
        run = find()
    return {
        "stored": DuplicatePair.objects.count(),
        "stored_seconds": run.seconds,
        "stored_peak_mb": peak.program_mb,
        "stored_server_mb": peak.server_mb,
    }
