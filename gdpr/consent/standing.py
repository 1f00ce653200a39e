"""What counts of all that was said, now or at any time before."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Contact
from gdpr.models import ConsentEvent, Purpose

Kind = ConsentEvent.Kind
GRANTS = {Kind.GRANTED, Kind.CONFIRMED}
# What ends consent is taken at any time, of anybody, from anybody.
ENDS = {Kind.REFUSED, Kind.WITHDRAWN, Kind.OBJECTED, Kind.EXPIRED}

# Whoever objected has not said otherwise since, under whatever id; a withdrawal that follows is no agreement.
OBJECTING = """
SELECT count(*)
FROM contacts_contact c
CROSS JOIN LATERAL (SELECT coalesce(c.merged_into_id, c.id) AS id) AS person
WHERE c.id = ANY (%(people)s) AND (
    SELECT e.kind = 'objected'
    FROM contacts_contact m
    JOIN gdpr_consentevent e ON e.contact_id = m.id
    WHERE (m.id = person.id OR m.merged_into_id = person.id)
      AND e.purpose_id = %(purpose)s AND e.kind IN ('objected', 'granted', 'confirmed') AND NOT e.awaits_confirmation
    ORDER BY e.occurred_at DESC, e.id DESC
    LIMIT 1
)
"""


def standing(contact: Contact, purpose: str | None = None, *, at: datetime | None = None) -> QuerySet[ConsentEvent]:
    """For each purpose, or for one, the word that counts, of all that was said by or to the contact under any id.

    Of one id that is the newest word, of ids that were merged the most restrictive; what was said after a merge was
    said for all of them. A request is no word, nor is a grant that awaits its confirmation. `at` leaves out what was
    said later; who was merged with whom is as it is today.
    """
    found = RawSQL("SELECT event_id FROM consent_standing(%s, coalesce(%s, 'infinity'::timestamptz))", [contact.pk, at])
    counting = ConsentEvent.objects.filter(pk__in=found)
    return counting.filter(purpose__key=purpose) if purpose else counting


def has_consented(contact: Contact, purpose: str, *, at: datetime | None = None) -> bool:
    """Whether the person consents to the purpose, or did at that time."""
    return standing(contact, purpose, at=at).filter(kind__in=GRANTS).exists()


def words(contact: Contact) -> QuerySet[ConsentEvent]:
    """All entries about the contact, and about those that were merged into it, newest first."""
    ids = Contact.objects.order_by().filter(Q(pk=contact.pk) | Q(merged_into=contact)).values("pk")
    return ConsentEvent.objects.filter(contact__in=ids)


def awaiting(contact: Contact) -> QuerySet[ConsentEvent]:
    """The grants that would count once they are confirmed: nobody has said anything newer on their purpose."""
    newest = words(contact).exclude(kind=Kind.REQUESTED).order_by("purpose_id", "-occurred_at", "-pk")
    newest = newest.distinct("purpose_id").values("pk")
    return ConsentEvent.objects.filter(pk__in=newest, awaits_confirmation=True)


def objecting(people: Collection[UUID], purpose: Purpose) -> int:
    """How many of the people have objected to the purpose, and not agreed since."""
    with connection.cursor() as cursor:
        cursor.execute(OBJECTING, {"people": list(people), "purpose": purpose.pk})
        return cursor.fetchone()[0]
