"""Pairs that were found: kept, decided on, and how a decision holds until what was compared has changed."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from contacts.duplicates.model import Reason
from contacts.models import Contact, DuplicatePair, DuplicateRun
from contacts.signals import contacts_merged
from crm.models import User

Status = DuplicatePair.Status

STORE = """
INSERT INTO contacts_duplicatepair AS pair (low_id, high_id, probability, reasons, model_version, fingerprint, run_id)
SELECT low, high, probability, reasons, %(version)s, print, %(run)s
FROM unnest(%(lows)s::uuid[], %(highs)s::uuid[], %(probabilities)s::float8[], %(reasons)s::jsonb[], %(prints)s::text[])
     AS found (low, high, probability, reasons, print)
ORDER BY low, high
ON CONFLICT (low_id, high_id) DO UPDATE SET
    probability = excluded.probability, reasons = excluded.reasons, model_version = excluded.model_version,
    fingerprint = excluded.fingerprint, run_id = excluded.run_id,
    status = CASE WHEN {stays} THEN pair.status ELSE 'open' END,
    decided_by_id = CASE WHEN {stays} THEN pair.decided_by_id END,
    decided_at = CASE WHEN {stays} THEN pair.decided_at END,
    snoozed_until = CASE WHEN {stays} THEN pair.snoozed_until END
RETURNING xmax = 0
""".format(
    stays="""(pair.status <> 'open' AND pair.fingerprint = excluded.fingerprint
              AND (pair.status <> 'snoozed' OR pair.snoozed_until > current_date))"""
)


class Likely(NamedTuple):
    """A pair that was found, the lower id first."""

    low: UUID
    high: UUID
    probability: float
    reasons: Sequence[Reason]
    fingerprint: str


def fingerprint(one: Iterable[str], other: Iterable[str]) -> str:
    """Of what is compared of two contacts, that of the lower id first; nobody without the secret key can guess it."""
    told = json.dumps([list(one), list(other)])
    return salted_hmac("contacts.duplicates", told, algorithm="sha256").hexdigest()


def store(found: Sequence[Likely], *, version: int, run: DuplicateRun | None) -> int:
    """Keep pairs; returns how many are new. What was decided of a pair holds while its fingerprint is the same."""
    if not found:
        return 0
    parameters = {
        "version": version,
        "run": run and run.pk,
        "lows": [pair.low for pair in found],
        "highs": [pair.high for pair in found],
        "probabilities": [pair.probability for pair in found],
        "reasons": [told(pair.reasons) for pair in found],
        "prints": [pair.fingerprint for pair in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(STORE, parameters)
        return sum(is_new for (is_new,) in cursor.fetchall())


def told(reasons: Sequence[Reason]) -> str:
    """Reasons as the column holds them."""
    return json.dumps([[reason.group, reason.text, round(reason.weight, 3)] for reason in reasons])


def dismiss(pair: DuplicatePair, *, by: User | None) -> DuplicatePair:
    """Note that the two are different people; it holds until something that was compared changes.

    Raises BelongsToOthers.
    """
    return _decide(pair, by, status=Status.DISMISSED)


def snooze(pair: DuplicatePair, *, until: dt.date, by: User | None) -> DuplicatePair:
    """Put a pair off until a day. Raises BelongsToOthers."""
    return _decide(pair, by, status=Status.SNOOZED, snoozed_until=until)


def reopen(pair: DuplicatePair, *, by: User | None) -> DuplicatePair:
    """Take back what was decided of a pair. Raises BelongsToOthers."""
    return _decide(pair, by, status=Status.OPEN)


@transaction.atomic
def _decide(
    pair: DuplicatePair, by: User | None, *, status: Status, snoozed_until: dt.date | None = None
) -> DuplicatePair:
    Contact.objects.filter(pk__in=(pair.low_id, pair.high_id)).require_editable_by(by)
    now = DuplicatePair.objects.select_for_update(of=("self",), no_key=True).get(pk=pair.pk)
    if (now.status, now.snoozed_until) != (status, snoozed_until):
        is_open = status == Status.OPEN
        now.status, now.snoozed_until = status, snoozed_until
        now.decided_by, now.decided_at = (None, None) if is_open else (by, timezone.now())
        now.save(update_fields=["status", "snoozed_until", "decided_by", "decided_at"])
    return now


@receiver(contacts_merged, sender=Contact)
def note_merge(*, winner: Contact, losers: list[Contact], by: User | None, **signal: Any) -> None:
    """The pairs within a merge are done with; those of the losers with others are looked for anew, as the winner's."""
    ids = [winner.pk, *(loser.pk for loser in losers)]
    within = DuplicatePair.objects.filter(low__in=ids, high__in=ids)
    within.update(status=Status.MERGED, decided_by=by, decided_at=timezone.now(), snoozed_until=None)
    of_losers = DuplicatePair.objects.filter(Q(low__in=losers) | Q(high__in=losers), status=Status.OPEN)
    of_losers.delete()
