"""What happened between us and a contact: calls, e-mails, meetings, notes."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from contacts.models.columns import all_within_calendar, uuid_key, within_calendar
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.triggers import watched_by_lists
from contacts.models.words import OF_ACTIVITY
from contacts.querysets import ActivityQuerySet
from crm.privacy import PersonalData, Use

SHORTEST, LONGEST = timedelta(0), timedelta(hours=1_000)
DURATION_ODD = "Give a duration between 00:00:00 and 1000:00:00."

# Contacts whose newest activity may have changed; a note is an activity, but no contact with the person. Looked up
# contact by contact: of a join the planner would have to guess the size, and an import would pay for a bad guess.
# Locked beforehand: the statement after sees what others have committed meanwhile.
TOUCH_CONTACTS = """
PERFORM FROM contacts_contact WHERE id IN ({touched}) ORDER BY id FOR NO KEY UPDATE;
UPDATE contacts_contact c
SET last_activity_at = newest.activity, last_contacted_at = newest.contacted
FROM ({touched}) AS touched
CROSS JOIN LATERAL (
    SELECT max(a.occurred_at) AS activity, max(a.occurred_at) FILTER (WHERE a.kind <> 'note') AS contacted
    FROM contacts_activity a
    WHERE a.contact_id = touched.contact_id AND a.deleted_at IS NULL
) AS newest
WHERE c.id = touched.contact_id
  AND (c.last_activity_at, c.last_contacted_at) IS DISTINCT FROM (newest.activity, newest.contacted);
RETURN NULL;
"""
OF_NEW = "SELECT DISTINCT contact_id FROM new_values WHERE contact_id IS NOT NULL"
OF_OLD = "SELECT DISTINCT contact_id FROM old_values WHERE contact_id IS NOT NULL"


def _touch(operation: pgtrigger.Operation, touched: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"touch_contacts_{operation}".lower(),
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=TOUCH_CONTACTS.format(touched=touched),
    )


@tracked(exclude=["updated_at"])
class Activity(LiveModel):
    """One call, e-mail, meeting or note."""

    class Kind(models.TextChoices):
        CALL = "call", "Call"
        EMAIL = "email", "E-mail"
        MEETING = "meeting", "Meeting"
        NOTE = "note", "Note"

    class Direction(models.TextChoices):
        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"

    id = uuid_key()
    kind = models.CharField(max_length=10, choices=Kind)
    direction = models.CharField(max_length=10, choices=Direction, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    occurred_at = models.DateTimeField(default=timezone.now, validators=[within_calendar])
    duration = models.DurationField(
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST, DURATION_ODD), MaxValueValidator(LONGEST, DURATION_ODD)],
        help_text="hh:mm:ss",
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        db_index=False,
    )
    company = models.ForeignKey("contacts.Company", models.PROTECT, null=True, blank=True, related_name="activities")
    deal = models.ForeignKey("contacts.Deal", models.PROTECT, null=True, blank=True, related_name="activities")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="activities"
    )

    objects = ActivityQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        erase={"subject": "", "body": ""},
        keep={
            "id",
            "kind",
            "direction",
            "occurred_at",
            "duration",
            "contact",
            "company",
            "deal",
            "owner",
            "created_at",
            "updated_at",
            "deleted_at",
        },
        on_merge="move",
        purpose=Use.RELATIONS,
        free_text={"body", "subject"},
    )

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["-occurred_at"]
        indexes = [
            models.Index(fields=["contact", "-occurred_at"], name="activity_of_contact"),
            models.Index(fields=["-occurred_at", "-id"], name="activity_newest"),
            GinIndex(OF_ACTIVITY, name="activity_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="activity_about_something",
                condition=models.Q(contact__isnull=False)
                | models.Q(company__isnull=False)
                | models.Q(deal__isnull=False),
                violation_error_message="Say which contact, company or deal the activity belongs to.",
            ),
            models.CheckConstraint(
                name="activity_duration_bounded",
                condition=models.Q(duration__gte=SHORTEST, duration__lte=LONGEST),
                violation_error_message=DURATION_ODD,
            ),
            all_within_calendar("occurred_at", name="activity_time_within_calendar"),
        ]
        triggers = [
            _touch(pgtrigger.Insert, OF_NEW, new="new_values"),
            _touch(pgtrigger.Update, f"{OF_NEW} UNION {OF_OLD}", old="old_values", new="new_values"),
            _touch(pgtrigger.Delete, OF_OLD, old="old_values"),
            *watched_by_lists(),
        ]

    def __str__(self) -> str:
        return self.subject or self.get_kind_display()
