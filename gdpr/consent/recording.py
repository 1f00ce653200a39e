"""Recording consent: entries are added to the ledger, and the contact's columns follow by trigger."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from contacts import history
from contacts.models import ChangeSet, Contact
from contacts.models.contact import CONSENT_SHADOWS
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.consent.standing import ENDS, GRANTS, Kind, objecting
from gdpr.exceptions import (
    ErasedAmongThem,
    ErasedContact,
    GrantNeedsEvidence,
    NotPermitted,
    Objecting,
    ObjectingAmongThem,
    TextOfAnotherPurpose,
    UnknownChannel,
    UnknownPurpose,
)
from gdpr.models import FULL, ConsentEvent, NoticeText, Purpose
from gdpr.permitted import permitted

PERMISSION = "gdpr.add_consentevent"

# Locked in the order of their ids, as every writer of many contacts does: no deadlock.
WITHDRAW = """
INSERT INTO gdpr_consentevent (contact_id, purpose_id, kind, channel, evidence, recorded_by_id, change_set_id)
SELECT c.id, %s, 'withdrawn', 'import', %s, %s, %s
FROM contacts_contact c
WHERE c.email_opt_in AND c.id IN ({relation})
ORDER BY c.id
FOR UPDATE OF c
RETURNING contact_id
"""


def record(
    contact: Contact,
    *,
    purpose: str,
    kind: str,
    channel: str,
    evidence: str = "",
    source: str = "",
    notice: NoticeText | None = None,
    by: User | None = None,
    occurred_at: datetime | None = None,
    door: ChangeSet.Door = ChangeSet.Door.ADMIN,
    is_the_person: bool = False,
) -> ConsentEvent:
    """Add one entry to the ledger, and bring the consent columns of `contact` up to date.

    `notice` is the text that the person was shown, `source` the form or campaign. `door` is the door of the change set
    that is made where none is open. A time to come counts as now. A grant for a purpose with double opt-in counts only
    once it is confirmed. Whoever merges or imports may pass on that somebody ends their consent; all else takes the
    permission to add to the ledger. Nobody grants in the name of those who objected: they do so themselves
    (`is_the_person`), and their grant waits until they confirm it by mail.

    Raises `NotPermitted`, `UnknownPurpose`, `UnknownChannel`, `GrantNeedsEvidence`, `TextOfAnotherPurpose`,
    `ErasedContact` and `Objecting`.
    """
    if by and kind not in ENDS and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    entry = _entry(purpose, kind, channel, evidence=evidence, source=source, notice=notice, occurred_at=occurred_at)
    with history.change_set(ChangeSet.Kind.CONSENT, door=door, by=by) as made:
        objects = kind not in ENDS and _objects(contact, entry["purpose"])
        if objects and not is_the_person:
            raise Objecting
        event = ConsentEvent.objects.create(
            contact=contact,
            awaits_confirmation=objects and kind == Kind.GRANTED,
            recorded_by=by,
            change_set=made,
            **entry,
        )
        # The database has stamped it.
        event.refresh_from_db(fields=["awaits_confirmation", "occurred_at", "recorded_at"])
        contact.refresh_from_db(fields=CONSENT_SHADOWS)
    return event


def record_all(
    contacts: ContactQuerySet,
    *,
    purpose: str,
    kind: str,
    channel: str,
    by: User | None,
    door: ChangeSet.Door,
    **said: Any,
) -> int:
    """Add the same entry for each of the contacts, all or none; returns how many. `said` is what `record` takes.

    The purpose "full" stands for every one that takes consent. Raises what `record` does, `ErasedAmongThem` and
    `ObjectingAmongThem` in place of `ErasedContact` and `Objecting`, and TooMany (of contacts), `NotPermitted` and
    `OutOfSight`.
    """
    entries = [_entry(key, kind, channel, **said) for key in _keys(purpose)]
    ids = permitted(contacts, PERMISSION, by=by)
    with history.change_set(ChangeSet.Kind.CONSENT, door=door, by=by) as made:
        erased = _erased(ids)
        if kind not in ENDS:
            if erased:
                raise ErasedAmongThem(count=erased)
            if count := max((objecting(ids, entry["purpose"]) for entry in entries), default=0):
                raise ObjectingAmongThem(count=count)
        whose = {"recorded_by": by, "change_set": made}
        ConsentEvent.objects.bulk_create(
            ConsentEvent(contact_id=pk, **entry, **whose) for entry in entries for pk in ids
        )
    return len(ids)


def record_full(contact: Contact, **said: Any) -> list[ConsentEvent]:
    """Add the same entry for every purpose that takes consent, all or none. `said` is what `record` takes."""
    door, by = said.get("door", ChangeSet.Door.ADMIN), said.get("by")
    with history.change_set(ChangeSet.Kind.CONSENT, door=door, by=by):
        return [record(contact, purpose=key, **said) for key in _keys(FULL)]


def withdraw_marketing(relation: str, *, change_set: ChangeSet, by: User | None, evidence: str) -> list[UUID]:
    """Record an opt-out for every contact of a query who still takes e-mail marketing; returns their ids.

    `relation` is constant SQL that yields contact ids, never text of a user. Raises `UnknownPurpose`.
    """
    purpose = _purpose(Purpose.Key.EMAIL_MARKETING)
    with connection.cursor() as cursor:
        cursor.execute(WITHDRAW.format(relation=relation), [purpose.pk, evidence, by and by.pk, change_set.pk])
        return [contact_id for (contact_id,) in cursor.fetchall()]


class ConsentLedger:
    """The ledger as contacts knows it (`contacts.consent.Ledger`)."""

    withdraw_marketing = staticmethod(withdraw_marketing)

    @staticmethod
    def record(contact: Contact, *, purpose: str, **said: Any) -> list[ConsentEvent]:
        """Add an entry for the purpose, or for every one that takes consent where the purpose is "full"."""
        if purpose == FULL:
            return record_full(contact, **said)
        return [record(contact, purpose=purpose, **said)]


def _entry(
    purpose: str,
    kind: str,
    channel: str,
    *,
    evidence: str = "",
    source: str = "",
    notice: NoticeText | None = None,
    occurred_at: datetime | None = None,
) -> dict[str, Any]:
    """The columns of an entry that is sound, but for those that say whose it is."""
    if channel not in ConsentEvent.Channel:
        raise UnknownChannel
    if Kind(kind) in GRANTS and not evidence.strip():
        raise GrantNeedsEvidence
    known = _purpose(purpose)
    if notice and notice.purpose_id != known.pk:
        raise TextOfAnotherPurpose
    return {
        "purpose": known,
        "kind": kind,
        "channel": channel,
        "evidence": evidence,
        "source": source,
        "notice": notice,
        "occurred_at": _not_ahead(occurred_at),
    }


def _keys(purpose: str) -> list[str]:
    """The purpose, or all that it stands for."""
    if purpose != FULL:
        return [purpose]
    return list(Purpose.objects.filter(lawful_basis=Purpose.Basis.CONSENT).values_list("key", flat=True))


def _purpose(key: str) -> Purpose:
    try:
        return Purpose.objects.get(key=key)
    except Purpose.DoesNotExist:
        raise UnknownPurpose from None


def _not_ahead(occurred_at: datetime | None) -> datetime:
    """The time, or now: an entry dated ahead would outrank the withdrawals that follow it."""
    now = timezone.now()
    return min(occurred_at or now, now)


def _objects(contact: Contact, purpose: Purpose) -> bool:
    if _erased([contact.pk]):
        raise ErasedContact
    return objecting([contact.pk], purpose) > 0


def _erased(ids: Collection[UUID]) -> int:
    """How many of the contacts were erased."""
    # Locked, so that an erasure under way is seen when it is done; in the order of their ids, so nobody deadlocks.
    rows = Contact.objects.filter(pk__in=ids).select_for_update().order_by("pk")
    return sum(erased_at is not None for erased_at in rows.values_list("erased_at", flat=True))
