"""Recording consent: entries are added to the ledger, and the contact's columns follow by trigger."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from contacts import history
from contacts.models import ChangeSet, Contact
from contacts.models.contact import CONSENT_SHADOWS
from contacts.querysets import ContactQuerySet
from crm.models import User
from gdpr.exceptions import (
    ErasedAmongThem,
    ErasedContact,
    GrantNeedsEvidence,
    NotPermitted,
    UnknownChannel,
    UnknownPurpose,
)
from gdpr.models import ConsentEvent, Purpose
from gdpr.permitted import permitted

PERMISSION = "gdpr.add_consentevent"

Kind = ConsentEvent.Kind
GRANTS = {Kind.GRANTED, Kind.CONFIRMED}
# What ends consent is taken at any time, of anybody, from anybody.
ENDS = {Kind.REFUSED, Kind.WITHDRAWN, Kind.OBJECTED, Kind.EXPIRED}

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
    by: User | None = None,
    occurred_at: datetime | None = None,
    door: ChangeSet.Door = ChangeSet.Door.ADMIN,
) -> ConsentEvent:
    """Add one entry to the ledger, and bring the consent columns of `contact` up to date.

    `door` is the door of the change set that is made where none is open. A time to come counts as now. Whoever merges
    or imports may pass on that somebody ends their consent; all else takes the permission to add to the ledger.
    Raises `NotPermitted`, `UnknownPurpose`, `UnknownChannel`, `GrantNeedsEvidence` and `ErasedContact`.
    """
    if by and kind not in ENDS and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    _require_sound(kind, channel, evidence)
    with history.change_set(ChangeSet.Kind.CONSENT, door=door, by=by) as made:
        if kind not in ENDS and _erased([contact.pk]):
            raise ErasedContact
        event = ConsentEvent.objects.create(
            contact=contact,
            purpose=_purpose(purpose),
            kind=kind,
            channel=channel,
            evidence=evidence,
            occurred_at=_not_ahead(occurred_at),
            recorded_by=by,
            change_set=made,
        )
        contact.refresh_from_db(fields=CONSENT_SHADOWS)
    return event


def record_all(
    contacts: ContactQuerySet,
    *,
    purpose: str,
    kind: str,
    channel: str,
    evidence: str = "",
    by: User | None,
    door: ChangeSet.Door,
    occurred_at: datetime | None = None,
) -> int:
    """Add the same entry for each of the contacts, all or none; returns how many.

    Raises what `record` does, `ErasedAmongThem` in place of `ErasedContact`, and TooMany (of contacts), `NotPermitted`
    and `OutOfSight`.
    """
    _require_sound(kind, channel, evidence)
    ids = permitted(contacts, PERMISSION, by=by)
    with history.change_set(ChangeSet.Kind.CONSENT, door=door, by=by) as made:
        if (erased := _erased(ids)) and kind not in ENDS:
            raise ErasedAmongThem(count=erased)
        said = {
            "purpose": _purpose(purpose),
            "kind": kind,
            "channel": channel,
            "evidence": evidence,
            "occurred_at": _not_ahead(occurred_at),
            "recorded_by": by,
            "change_set": made,
        }
        ConsentEvent.objects.bulk_create(ConsentEvent(contact_id=pk, **said) for pk in ids)
    return len(ids)


def standing(contact: Contact) -> QuerySet[ConsentEvent]:
    """For each purpose the word that counts, of all that was said by or to the contact under whatever id.

    Of one id that is the newest word, of ids that were merged the most restrictive; what was said after a merge was
    said for all of them.
    """
    return ConsentEvent.objects.filter(pk__in=RawSQL("SELECT event_id FROM consent_standing(%s)", [contact.pk]))


def words(contact: Contact) -> QuerySet[ConsentEvent]:
    """All entries about the contact, and about those that were merged into it, newest first."""
    ids = Contact.objects.order_by().filter(Q(pk=contact.pk) | Q(merged_into=contact)).values("pk")
    return ConsentEvent.objects.filter(contact__in=ids)


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

    record = staticmethod(record)
    withdraw_marketing = staticmethod(withdraw_marketing)


def _purpose(key: str) -> Purpose:
    try:
        return Purpose.objects.get(key=key)
    except Purpose.DoesNotExist:
        raise UnknownPurpose from None


def _require_sound(kind: str, channel: str, evidence: str) -> None:
    if channel not in ConsentEvent.Channel:
        raise UnknownChannel
    if Kind(kind) in GRANTS and not evidence.strip():
        raise GrantNeedsEvidence


def _not_ahead(occurred_at: datetime | None) -> datetime:
    """The time, or now: an entry dated ahead would outrank the withdrawals that follow it."""
    now = timezone.now()
    return min(occurred_at or now, now)


def _erased(ids: Collection[UUID]) -> int:
    """How many of the contacts were erased."""
    # Locked, so that an erasure under way is seen when it is done; in the order of their ids, so nobody deadlocks.
    rows = Contact.objects.filter(pk__in=ids).select_for_update().order_by("pk")
    return sum(erased_at is not None for erased_at in rows.values_list("erased_at", flat=True))
