"""Keeping the keys of contacts as their values are.

Triggers mark every contact that is changed, whoever writes. What is booked on a change set gets its keys in the same
transaction, up to `AT_ONCE` contacts; the rest, and what other programs have written, a job catches up with.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.dispatch import receiver

from contacts.duplicates.keys import keys
from contacts.duplicates.relation import profiles_of
from contacts.models import ChangeSet, Contact
from contacts.signals import changes_booked

AT_ONCE = 1_000
# A mark that is being made meanwhile waits for us, and stands again afterwards.
TAKE_MARKS = """
UPDATE contacts_duplicatemark SET has_keys = true
WHERE contact_id IN (
    SELECT contact_id FROM contacts_duplicatemark WHERE NOT has_keys ORDER BY contact_id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING contact_id
"""
REMOVE = "DELETE FROM contacts_blockingkeys WHERE contact_id = ANY (%s)"
WRITE = """
INSERT INTO contacts_blockingkeys AS held (contact_id, hashes)
SELECT contact_id, hashes::bigint[] FROM unnest(%s::uuid[], %s::text[]) AS made (contact_id, hashes)
ON CONFLICT (contact_id) DO UPDATE SET hashes = excluded.hashes WHERE held.hashes <> excluded.hashes
"""
FORGET_ERASED = """
DELETE FROM contacts_duplicatepair WHERE low_id = ANY (%(erased)s) OR high_id = ANY (%(erased)s)
"""
FORGET_DELETED = """
DELETE FROM contacts_blockingkeys k USING contacts_contact c WHERE c.id = k.contact_id AND c.deleted_at IS NOT NULL
"""


@transaction.atomic
def write_keys(ids: Collection[UUID]) -> None:
    """Write the keys of contacts anew; those that are deleted have none, and those that are erased no pairs either."""
    found = profiles_of(ids)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [[pk for pk, _ in found], [as_array(keys(compared)) for _, compared in found]])
        if len(found) < len(ids):
            cursor.execute(REMOVE, [list({*ids} - {pk for pk, _ in found})])
            erased = Contact.objects.filter(pk__in=ids).exclude(erased_at=None).order_by()
            cursor.execute(FORGET_ERASED, {"erased": list(erased.values_list("pk", flat=True))})


@transaction.atomic
def catch_up(most: int = AT_ONCE) -> int:
    """Write the keys of contacts that are marked, so many at most; returns of how many."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_MARKS, [most])
        ids = [pk for (pk,) in cursor.fetchall()]
    if ids:
        write_keys(ids)
    return len(ids)


def catch_up_with_all() -> int:
    """Write the keys of all contacts that are marked, and remove those of deleted ones; returns of how many."""
    total = 0
    while done := catch_up():
        total += done
    with connection.cursor() as cursor:
        cursor.execute(FORGET_DELETED)
    return total


@receiver(changes_booked, sender=ChangeSet)
def follow(**signal: Any) -> None:
    """Have the keys of what was written in the transaction follow."""
    catch_up()


def as_array(hashes: Iterable[int]) -> str:
    """Keys as the database reads an array of them."""
    return f"{{{','.join(map(str, hashes))}}}"
