"""What a database holds, to prove that two ways of filling it did the same work."""

from django.db import connection

from contacts.models import Contact

# What only our import writes: the account of the run, and keys, which a job writes for rows of others.
ACCOUNTS = {"contacts_importrun", "contacts_importrow", "contacts_importproblem", "contacts_blockingkeys"}
KEYS = {"id", "company", "created_at", "updated_at"}
COLUMNS = ", ".join(f"c.{field.column}" for field in Contact._meta.local_concrete_fields if field.name not in KEYS)

CHECKSUM = "SELECT coalesce(sum(hashtextextended(ROW({columns})::text, 0)), 0) FROM {tables}"
# Sums of hashes, for the order of rows and their ids may differ.
CHECKSUMS = {
    "columns of contacts": CHECKSUM.format(
        columns=f"{COLUMNS}, k.name", tables="contacts_contact c LEFT JOIN contacts_company k ON k.id = c.company_id"
    ),
    "addresses of contacts": CHECKSUM.format(
        columns="c.email, e.email, e.is_primary, e.live",
        tables="contacts_contactemail e JOIN contacts_contact c ON c.id = e.contact_id",
    ),
    "tags of contacts": CHECKSUM.format(
        columns="c.email, t.name",
        tables="contacts_contacttag JOIN contacts_contact c ON c.id = contact_id JOIN contacts_tag t ON t.id = tag_id",
    ),
    "history of contacts": CHECKSUM.format(
        columns="h.pgh_label, h.pgh_context, h.email, h.last_name, h.title, h.city, h.phone",
        tables="contacts_contactevent h",
    ),
}


class NotTheSameWork(Exception):
    """What is compared did not do the same work, so its times mean nothing."""

    def __init__(self, differences: object) -> None:
        super().__init__(f"{self.__doc__} {differences}")


def contents() -> dict[str, int]:
    """The number of rows of every table, and a checksum of what contacts consist of."""
    # A new session has no temporary tables.
    connection.close()
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - ACCOUNTS)
        queries = {table: f'SELECT count(*) FROM "{table}"' for table in tables} | CHECKSUMS
        return {name: int(cursor.execute(query).fetchone()[0]) for name, query in queries.items()}


def require_same(ours: dict[str, int], others: dict[str, int]) -> None:
    """Raise NotTheSameWork unless both hold the same."""
    names = sorted(ours.keys() | others.keys())
    if differences := {
        name: (ours.get(name), others.get(name)) for name in names if ours.get(name) != others.get(name)
    }:
        raise NotTheSameWork(differences)
