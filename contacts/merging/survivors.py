"""Old ids lead to the contact that stayed, for good."""

from collections.abc import Collection
from uuid import UUID

from contacts.models import Contact


def survivor_of(pk: UUID) -> UUID:
    """The id under which a contact lives on that was merged into another one; its own where it was not."""
    return survivors_of([pk])[pk]


def survivors_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The same of several contacts, by one query, for every id that was given."""
    # One step leads to the end: a merge takes those along that were merged into its losers.
    merged = Contact.objects.order_by().filter(pk__in=ids, merged_into__isnull=False)
    return {pk: pk for pk in ids} | dict(merged.values_list("pk", "merged_into"))
