"""The ledger of consent: what a person allowed or refused, when, how we know."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models.columns import uuid_key
from contacts.models.triggers import SharedFunction, append_only
from crm.privacy import PersonalData


class Purpose(models.Model):
    """What personal data are used for."""

    class Key(models.TextChoices):
        EMAIL_MARKETING = "email_marketing", "E-mail marketing"
        DATA_PROCESSING = "data_processing", "Data processing"

    id = uuid_key()
    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)

    # Configuration, no person.
    personal_data = None

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


# The standing of a person for a purpose is the newest event's; the contact's columns are its shadow.
FOLD = """
UPDATE contacts_contact c
SET email_opt_in = folded.email_opt_in,
    consent_given = folded.consent_given,
    consent_date = folded.consent_date,
    data_processing_consent = folded.data_processing_consent
FROM (SELECT DISTINCT contact_id FROM new_values) AS touched
CROSS JOIN LATERAL (
    SELECT coalesce(bool_and(NOT refused) FILTER (WHERE key = 'email_marketing'), true) AS email_opt_in,
           coalesce(bool_or(given), false) AS consent_given,
           max(occurred_at) FILTER (WHERE given) AS consent_date,
           coalesce(bool_or(given) FILTER (WHERE key = 'data_processing'), false) AS data_processing_consent
    FROM (
        SELECT DISTINCT ON (e.purpose_id)
               p.key, e.occurred_at,
               e.kind IN ('granted', 'confirmed') AS given,
               e.kind IN ('refused', 'withdrawn', 'objected', 'expired') AS refused
        FROM gdpr_consentevent e
        JOIN gdpr_purpose p ON p.id = e.purpose_id
        WHERE e.contact_id = touched.contact_id AND e.kind <> 'requested'
        ORDER BY e.purpose_id, e.occurred_at DESC, e.id DESC
    ) AS standing
) AS folded
WHERE c.id = touched.contact_id
  AND (c.email_opt_in, c.consent_given, c.consent_date, c.data_processing_consent)
      IS DISTINCT FROM
      (folded.email_opt_in, folded.consent_given, folded.consent_date, folded.data_processing_consent);
RETURN NULL;
"""

LEDGER_SKELETON = (
    "id",
    "contact_id",
    "purpose_id",
    "kind",
    "channel",
    "occurred_at",
    "recorded_at",
    "recorded_by_id",
    "change_set_id",
)


class ConsentEvent(models.Model):
    """One entry of the ledger. Entries are added, never changed; erasure blanks the evidence."""

    class Kind(models.TextChoices):
        REQUESTED = "requested", "Requested"
        GRANTED = "granted", "Granted"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OBJECTED = "objected", "Objected"
        EXPIRED = "expired", "Expired"

    class Channel(models.TextChoices):
        FORM = "form", "Form"
        IMPORT = "import", "Import"
        API = "api", "API"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        PAPER = "paper", "Paper"
        IN_PERSON = "in_person", "In person"

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="consent_events", db_index=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=20, choices=Channel)
    evidence = models.TextField(blank=True)
    occurred_at = models.DateTimeField(default=timezone.now, db_default=Now())
    recorded_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    change_set = models.ForeignKey(
        "contacts.ChangeSet", models.PROTECT, null=True, related_name="consent_events", db_index=False
    )

    personal_data = PersonalData(
        subject="contact",
        erase={"evidence": ""},
        keep={
            "id",
            "contact",
            "purpose",
            "kind",
            "channel",
            "occurred_at",
            "recorded_at",
            "recorded_by",
            "change_set",
        },
        on_merge="stay",
    )

    class Meta:
        verbose_name = "consent event"
        ordering = ["-occurred_at", "-id"]
        indexes = [models.Index(fields=["contact", "purpose", "-occurred_at"], name="consent_standing")]
        constraints = [
            models.CheckConstraint(
                name="consent_kind_known",
                condition=models.Q(
                    kind__in=["requested", "granted", "confirmed", "refused", "withdrawn", "objected", "expired"]
                ),
            )
        ]
        triggers = [
            *append_only(LEDGER_SKELETON),
            SharedFunction(
                "refuse_write",
                "a grant of consent needs evidence",
                name="grants_need_evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__kind__in=["granted", "confirmed"], new__evidence=""),
            ),
            pgtrigger.Trigger(
                name="fold_consent",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=FOLD,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.occurred_at:%Y-%m-%d}"
