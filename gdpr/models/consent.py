"""The ledger of consent: what a person allowed or refused, when, how we know.

The functions of its triggers stand in migrations: nothing in Python switches them off.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models.columns import all_within_calendar, within_calendar
from contacts.models.triggers import SharedFunction, append_only, watched_by_lists
from contacts.visibility import OfPersonQuerySet
from crm.privacy import PersonalData, Use
from gdpr.models.purpose import NoticeText, Purpose

LEDGER_SKELETON = (
    "id",
    "contact_id",
    "purpose_id",
    "kind",
    "channel",
    "notice_id",
    "awaits_confirmation",
    "occurred_at",
    "recorded_at",
    "recorded_by_id",
    "change_set_id",
)


class ConsentEvent(models.Model):
    """One entry of the ledger. Entries are added, never changed; erasure blanks source and evidence."""

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
        PROGRAM = "program", "The program itself"

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="consent_events", db_index=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=20, choices=Channel)
    source = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Which form, page, campaign, fair or file it was."
    )
    evidence = models.TextField(blank=True)
    notice = models.ForeignKey(
        NoticeText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        db_index=False,
        verbose_name="text shown",
    )
    # Set by the database where the purpose takes double opt-in: it counts for nothing until a confirmation follows.
    awaits_confirmation = models.BooleanField("counts once confirmed", default=False, db_default=False, editable=False)
    occurred_at = models.DateTimeField(default=timezone.now, db_default=Now(), validators=[within_calendar])
    recorded_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    change_set = models.ForeignKey(
        "contacts.ChangeSet", models.PROTECT, null=True, related_name="consent_events", db_index=False
    )

    objects = OfPersonQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        erase={"source": "", "evidence": ""},
        keep={
            "id",
            "contact",
            "purpose",
            "kind",
            "channel",
            "notice",
            "awaits_confirmation",
            "occurred_at",
            "recorded_at",
            "recorded_by",
            "change_set",
        },
        on_merge="stay",
        purpose=Use.CONSENT,
        free_text={"evidence"},
    )

    class Meta:
        verbose_name = "consent event"
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["contact", "purpose", "-occurred_at"], name="consent_standing"),
            models.Index(fields=["-occurred_at", "-id"], name="consent_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consent_kind_known",
                condition=models.Q(
                    kind__in=["requested", "granted", "confirmed", "refused", "withdrawn", "objected", "expired"]
                ),
            ),
            models.CheckConstraint(
                name="consent_channel_known",
                condition=models.Q(
                    channel__in=["form", "import", "api", "email", "phone", "paper", "in_person", "program"]
                ),
            ),
            all_within_calendar("occurred_at", name="consent_time_within_calendar"),
        ]
        triggers = [
            *append_only(LEDGER_SKELETON),
            *watched_by_lists(),
            SharedFunction(
                "refuse_write",
                "a grant of consent needs evidence",
                name="grants_need_evidence",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.kind IN ('granted', 'confirmed') AND NEW.evidence !~ '\\S'"),
            ),
            SharedFunction(
                "stamp_consent",
                name="stamp_consent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
            ),
            SharedFunction(
                "fold_consent",
                name="fold_consent",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.occurred_at:%Y-%m-%d}"
