"""After a backup was restored: whoever was erased since it was made is erased once more, as the ledger says."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from contacts import guards
from contacts.models import ChangeSet, Contact
from crm.models import User
from gdpr import erasure, suppression
from gdpr.canonical import key_print, known_by
from gdpr.erasing import ledger
from gdpr.erasing.identity import Identity, identity_of
from gdpr.erasing.ledger import Entry
from gdpr.exceptions import OtherKey
from gdpr.models import Erasure, Suppression

BATCH = 10_000


@dataclass(frozen=True)
class Again:
    """One erasure that the database knew nothing about, and the contacts that it is about."""

    pk: UUID
    entry: Entry
    contacts: frozenset[UUID]


def missing() -> list[Again]:
    """What the ledger is ahead of the database by, with the contacts that are meant; nothing is written.

    Raises OtherKey where the ledger was written with another key than the present one.
    """
    entries = {pk: ledger.entry_of(pk) for pk in ledger.ahead()}
    if any(entry.key_print != key_print() for entry in entries.values()):
        raise OtherKey
    found: dict[UUID, set[UUID]] = {pk: set() for pk in entries}
    if entries:
        for contact, pk in _meant(entries):
            found[pk].add(contact)
    return [Again(pk, entry, frozenset(found[pk])) for pk, entry in entries.items()]


def reapply(again: Again, *, by: User | None, door: ChangeSet.Door) -> Erasure:
    """Erase the contacts once more, under the number of their first certificate, and suppress as it did."""
    with transaction.atomic():
        people = erasure.locked([*again.contacts])
        identity = identity_of(people) if people else Identity()
        certificate = erasure.carry_out(people, identity, by=by, door=door, reason=again.entry.reason, pk=again.pk)
        if ledger.is_lifted(again.pk):
            Suppression.objects.filter(erasure=certificate).delete()
        else:
            suppression.keep(again.entry.known, reason=again.entry.reason, by=by, erasure=certificate)
    return certificate


def _meant(entries: dict[UUID, Entry]) -> Iterator[tuple[UUID, UUID]]:
    """Each contact that one of the entries is about, by its id or by what it is known by, with the entry."""
    by_contact = {hashed: pk for pk, entry in entries.items() for hashed in entry.contacts}
    # Who has agreed anew is another contact with the same address.
    by_known = {known: pk for pk, entry in entries.items() if not ledger.is_lifted(pk) for known in entry.known}
    last = None
    rows = Contact.objects.filter(erased_at=None).order_by("pk")
    while ids := list((rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[:BATCH]):
        for person in guards.as_stored(Contact.objects.filter(pk__in=ids)):
            own = [by_contact.get(ledger.hash_of(person.key)), *(by_known.get(known) for known in known_by(person))]
            yield from ((person.key, pk) for pk in {*own} - {None})
        last = ids[-1]
