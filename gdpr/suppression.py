"""People who must not come back: known by keyed hashes, asked about by every door, lifted when they agree anew."""

from collections.abc import Hashable, Iterable, Mapping

from django.db import connection, transaction
from django.utils import timezone

from contacts.consent import Consent
from contacts.creation import create_contact
from contacts.guards import Candidate
from contacts.models import ChangeSet, Contact
from crm.models import User
from gdpr.canonical import FORM, Known, email_form, key_print, known_by
from gdpr.exceptions import ConsentMissing, NotPermitted, NotSuppressed, ReasonMissing
from gdpr.models import Erasure, Suppression
from gdpr.signals import suppression_lifted

PERMISSION = "gdpr.change_suppression"
LENGTH = 32
REASON = "The person was erased, or has asked that nothing is kept about them."

# All hashes as one value: an array of them would take longer to be written and read than they are to be found.
BLOCKED = """
SELECT s.digest
FROM (
    SELECT substr(asked.digests, 1 + %(length)s * place, %(length)s) AS digest
    FROM (SELECT %(digests)b::bytea AS digests OFFSET 0) AS asked, generate_series(0, %(last)s) AS place
    OFFSET 0
) AS asked
JOIN gdpr_suppression s ON s.digest = asked.digest AND s.lifted_at IS NULL
"""
# In the order of the hashes, as every writer of many: no deadlock.
KEEP = """
INSERT INTO gdpr_suppression
    (kind, digest, form, key_print, reason, created_by_id, erasure_id, lifted_reason)
SELECT kind, digest, %(form)s, %(key)s, %(reason)s, %(by)s, %(erasure)s, ''
FROM unnest(%(kinds)s::text[], %(digests)s::bytea[]) AS known(kind, digest)
ORDER BY digest
ON CONFLICT (digest) WHERE lifted_at IS NULL DO NOTHING
"""
ANY_AT_ALL = "SELECT EXISTS (SELECT FROM gdpr_suppression WHERE lifted_at IS NULL)"


class SuppressionGuard:
    """Turns away whoever was erased or asked for it (`contacts.guards.Guard`)."""

    def blocked(self, people: Iterable[Candidate]) -> Mapping[Hashable, str]:
        """The keys of the people who are suppressed; two queries for however many."""
        with connection.cursor() as cursor:
            cursor.execute(ANY_AT_ALL)
            if not cursor.fetchone()[0]:
                return {}
            digests, keys = _hashed(people)
            cursor.execute(BLOCKED, {"digests": b"".join(digests), "length": LENGTH, "last": len(digests) - 1})
            found = {bytes(digest) for (digest,) in cursor.fetchall()}
        return {key: REASON for digest, key in zip(digests, keys, strict=True) if digest in found} if found else {}


def _hashed(people: Iterable[Candidate]) -> tuple[list[bytes], list[Hashable]]:
    """All hashes of the people, and whose each is: two lists, for a hundred thousand pairs would cost more."""
    digests: list[bytes] = []
    keys: list[Hashable] = []
    for person in people:
        for _, digest in known_by(person):
            digests.append(digest)
            keys.append(person.key)
    return digests, keys


def suppress(person: Candidate, *, reason: str, by: User | None) -> int:
    """Have nothing about the person be kept from now on; returns by how many new hashes.

    Raises ReasonMissing and NotPermitted.
    """
    if not reason.strip():
        raise ReasonMissing
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    return keep(known_by(person), reason=reason, by=by)


def keep(known: Iterable[Known], *, reason: str, by: User | None, erasure: Erasure | None = None) -> int:
    """Keep the hashes that are not kept yet; returns how many."""
    kinds, digests = zip(*sorted(set(known)), strict=True) if (known := set(known)) else ((), ())
    told = {"kinds": list(kinds), "digests": list(digests), "form": FORM, "key": key_print(), "reason": reason[:255]}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, told | {"by": by and by.pk, "erasure": erasure and erasure.pk})
        return cursor.rowcount


def is_suppressed(email: str) -> bool:
    """Whether nothing may be kept about whoever has the address."""
    return bool(SuppressionGuard().blocked([Candidate("", [email])]))


@transaction.atomic
def lift(email: str, *, reason: str, consent: Consent, by: User | None, door: ChangeSet.Door) -> Contact:
    """Take somebody in again who agrees anew: with a contact for the address, and the consent in the ledger.

    All that was suppressed by the same erasure is lifted with the address. Raises ReasonMissing, ConsentMissing,
    NotPermitted, NotSuppressed, and what `create_contact` raises.
    """
    if not reason.strip():
        raise ReasonMissing
    if not (consent.purpose and consent.evidence.strip()):
        raise ConsentMissing
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    digests = [digest for _, digest in known_by(Candidate("", [email]))]
    held = Suppression.objects.select_for_update(of=("self",)).filter(digest__in=digests, lifted_at=None).first()
    if held is None:
        raise NotSuppressed
    lifted = Suppression.objects.filter(lifted_at=None)
    lifted = lifted.filter(erasure=held.erasure_id) if held.erasure_id else lifted.filter(pk=held.pk)
    lifted.update(lifted_at=timezone.now(), lifted_by=by, lifted_reason=reason[:255])
    suppression_lifted.send(Suppression, erasure_id=held.erasure_id)
    fields = {"email": email_form(email)}
    return create_contact(fields, by=by, door=door, source=Contact.Source.FORM, consent=consent)
