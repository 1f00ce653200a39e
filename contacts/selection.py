"""Contacts that somebody has picked to have something done to each of them."""

from uuid import UUID

from django.db.models import QuerySet

from contacts.exceptions import TooMany
from contacts.models import Contact

MOST = 1_000


def picked(contacts: QuerySet[Contact]) -> list[UUID]:
    """The ids of the contacts, in order; of a set that is too large no more than MOST are read. Raises TooMany."""
    ids = list(contacts.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise TooMany(most=f"{MOST:,}")
    return ids
