"""The relations that the finder reads: contacts as rows of what is compared.

Any query with these columns will do: id, first_name, last_name, emails and phones (a line for each), company, title,
street, city, postal_code, country, birth_date (text in ISO 8601); blanks are '' and not NULL.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection, transaction

from contacts.duplicates.profile import Profile, profile

COLUMNS = (
    "id", "first_name", "last_name", "emails", "phones", "company", "title", "street", "city", "postal_code", "country",
    "birth_date",
)  # fmt: skip

# Subqueries, for then a few contacts take as many steps in the indexes, and all of them one after the other.
OF_CONTACTS = r"""
SELECT c.id, c.first_name, c.last_name,
       (SELECT string_agg(e.email, E'\n' ORDER BY e.id)
        FROM contacts_contactemail e WHERE e.contact_id = c.id) AS emails,
       concat_ws(E'\n', c.phone_e164, c.mobile_e164, CASE WHEN c.phone_e164 = '' THEN c.phone END,
           CASE WHEN c.mobile_e164 = '' THEN c.mobile END,
           (SELECT string_agg(coalesce(nullif(p.e164, ''), p.number), E'\n' ORDER BY p.id)
            FROM contacts_contactphone p WHERE p.contact_id = c.id)) AS phones,
       coalesce(k.name, '') AS company, c.title, c.address_line1 AS street, c.city, c.postal_code, c.country,
       coalesce(c.birth_date::text, '') AS birth_date
FROM contacts_contact c LEFT JOIN contacts_company k ON k.id = c.company_id
WHERE c.deleted_at IS NULL
"""
# Ordered by id, which a run that was interrupted goes on by.
ALL = "SELECT uuid_send(id), {columns} FROM ({relation}) AS compared ORDER BY id"
SOME = "SELECT uuid_send(id), {columns} FROM ({relation} AND c.id = ANY (%s)) AS compared ORDER BY id"
_NAMES = ", ".join(COLUMNS[1:])
_AT_ONCE = 5_000


def profiles(relation: str = OF_CONTACTS) -> Iterator[tuple[bytes, Profile]]:
    """All rows of a relation by their ids, read by and by in one transaction."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(ALL.format(columns=_NAMES, relation=relation))
        for pk, *values in cursor:
            yield bytes(pk), of_row(*values)


def profiles_of(ids: Collection[UUID]) -> list[tuple[UUID, Profile]]:
    """What is compared of these live contacts."""
    with connection.cursor() as cursor:
        cursor.execute(SOME.format(columns=_NAMES, relation=OF_CONTACTS), [list(ids)])
        return [(UUID(bytes=bytes(pk)), of_row(*values)) for pk, *values in cursor]


def of_row(
    first_name: str,
    last_name: str,
    emails: str | None,
    phones: str,
    company: str,
    title: str,
    street: str,
    city: str,
    postal_code: str,
    country: str,
    birth_date: str,
) -> Profile:
    """The profile of one row."""
    return profile(
        first_name=first_name,
        last_name=last_name,
        emails=(emails or "").split("\n"),
        phones=phones.split("\n"),
        company=company,
        title=title,
        street_address=street,
        city=city,
        postcode=postal_code,
        country=country,
        birth_date=birth_date,
    )
