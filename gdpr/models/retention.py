"""How long contacts are kept: rules, what they did, and what must be kept whatever a rule says."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models.change_set import ChangeSet
from contacts.models.columns import uuid_key
from contacts.visibility import OfPersonQuerySet
from crm.privacy import PersonalData, Use

USER = settings.AUTH_USER_MODEL


class RetentionRule(models.Model):
    """So many days after an event the contacts of a filter are anonymised, deleted, or looked at by somebody."""

    class Start(models.TextChoices):
        CREATED = "created_at", "Creation"
        ACTIVITY = "last_activity_at", "Last activity"
        CONTACTED = "last_contacted_at", "Last contact"

    class Action(models.TextChoices):
        REVIEW = "review", "Have somebody look at them"
        DELETE = "delete", "Delete them, so that they can be restored"
        ANONYMISE = "anonymise", "Anonymise them for good"

    id = uuid_key()
    name = models.CharField(max_length=100, unique=True)
    filters = models.JSONField("which contacts", default=dict, blank=True, help_text="Blank means all contacts.")
    starts = models.CharField("the period begins with", max_length=20, choices=Start)
    days = models.PositiveIntegerField(
        "period in days", validators=[MinValueValidator(1)], help_text="A year has 365, ten years have 3,652."
    )
    action = models.CharField("then", max_length=10, choices=Action)
    is_active = models.BooleanField("active", default=False, editable=False)
    activated_by = models.ForeignKey(USER, models.PROTECT, null=True, editable=False, related_name="+")
    activated_at = models.DateTimeField(null=True, editable=False)

    # Configuration: a filter describes a segment.
    personal_data = None

    class Meta:
        verbose_name = "retention rule"
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="retention_some_days", condition=models.Q(days__gte=1))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:gdpr_retentionrule_change", args=[self.pk])


class RetentionRun(models.Model):
    """One application of a rule, in numbers."""

    id = uuid_key()
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="runs")
    action = models.CharField(max_length=10, choices=RetentionRule.Action)
    door = models.CharField(max_length=10, choices=ChangeSet.Door)
    due = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField("kept by a hold", default=0)
    done = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_default=Now())

    # Numbers alone; whose rows changed stands in the history.
    personal_data = None

    class Meta:
        verbose_name = "application of a retention rule"
        verbose_name_plural = "applications of retention rules"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.done} of {self.due}"


class LegalHold(models.Model):
    """A contact that must be kept, for a dispute or by a law, until somebody lifts it."""

    id = uuid_key()
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=255)
    placed_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    placed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = OfPersonQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        erase={"reason": ""},
        free_text={"reason"},
        keep={"id", "contact", "placed_at", "placed_by", "lifted_at", "lifted_by"},
        on_merge="move",
        purpose=Use.CONSENT,
    )

    class Meta:
        verbose_name = "legal hold"
        ordering = ["-placed_at"]
        indexes = [models.Index(fields=["contact"], name="hold_open", condition=models.Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"Hold of {self.placed_at:%Y-%m-%d}"
