"""What is kept of an erasure: that it was done, by whom and why, and what is still to be done. Never about whom."""

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from contacts.models.change_set import ChangeSet
from contacts.models.columns import uuid_key
from crm.privacy import PersonalData


class Erasure(models.Model):
    """The certificate of one erasure: of one person, or of several who were chosen together."""

    class Status(models.TextChoices):
        ERASED = "erased", "Erased, not verified yet"
        VERIFIED = "verified", "Verified"

    id = uuid_key()
    status = models.CharField(max_length=10, choices=Status, default=Status.ERASED)
    people = models.PositiveIntegerField("contacts", help_text="Those that were merged with one another included.")
    reason = models.CharField(max_length=255)
    door = models.CharField(max_length=10, choices=ChangeSet.Door)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="erasures")
    change_set = models.ForeignKey("contacts.ChangeSet", models.PROTECT, related_name="erasures")
    counts = models.JSONField("rows", default=dict, help_text="How many rows of each table were blanked or removed.")
    erased_at = models.DateTimeField(auto_now_add=True)
    files = ArrayField(models.CharField(max_length=255), default=list, help_text="Files that are still to be deleted.")
    done = ArrayField(models.CharField(max_length=100), default=list, help_text="Steps that are done since.")
    message = models.TextField(blank=True, help_text="What it waits for.")
    verified_at = models.DateTimeField(null=True)

    # Numbers, times and names of tables.
    personal_data = PersonalData(
        subject="",
        keep={
            "id",
            "status",
            "people",
            "reason",
            "door",
            "erased_by",
            "change_set",
            "counts",
            "erased_at",
            "files",
            "done",
            "message",
            "verified_at",
        },
    )

    class Meta:
        ordering = ["-erased_at", "id"]

    def __str__(self) -> str:
        return f"Erasure of {self.erased_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("admin:gdpr_erasure_change", args=[self.pk])


class ErasureTrace(models.Model):
    """By what texts and files still name who was erased, as keyed hashes; gone once the erasure is verified."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Telephone number"
        FIRST = "first", "Word of a first name"
        LAST = "last", "Word of a last name"

    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.BinaryField(max_length=32)

    # Hashes that nobody can compute without the key.
    personal_data = PersonalData(subject="", keep={"id", "erasure", "kind", "digest"})

    def __str__(self) -> str:
        return self.get_kind_display()


class Mention(models.Model):
    """A text about somebody else that names who was erased: where, not what."""

    class Status(models.TextChoices):
        OPEN = "open", "To be looked at"
        REDACTED = "redacted", "Redacted"
        LEFT = "left", "Somebody else is meant"

    id = uuid_key()
    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="mentions")
    table = models.CharField(max_length=100)
    row = models.CharField(max_length=40)
    column = models.CharField(max_length=100)
    spans = models.JSONField(help_text="Where in the text, as pairs of first and last character.")
    digest = models.BinaryField(max_length=32, help_text="Of the text, with a key: whether it is still the same.")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    # Places only.
    personal_data = PersonalData(
        subject="",
        keep={
            "id",
            "erasure",
            "table",
            "row",
            "column",
            "spans",
            "digest",
            "status",
            "decided_by",
            "decided_at",
        },
    )

    class Meta:
        ordering = ["status", "id"]
        constraints = [
            models.UniqueConstraint(fields=["erasure", "table", "row", "column"], name="mention_once_per_text")
        ]

    def __str__(self) -> str:
        model = apps.get_model(self.table)
        tracked = getattr(model, "pgh_tracked_model", model)
        named = f"{capfirst(tracked._meta.verbose_name)}, {tracked._meta.get_field(self.column).verbose_name}"
        return named if tracked is model else f"{named} (history)"

    def get_absolute_url(self) -> str:
        return reverse("admin:gdpr_mention_change", args=[self.pk])


class ErasureNotice(models.Model):
    """Somebody who may have a copy of who was erased, and has to be told: https://gdpr-info.eu/art-19-gdpr/"""

    class Status(models.TextChoices):
        WAITING = "waiting", "To be told"
        ACKNOWLEDGED = "acknowledged", "Has deleted it"

    id = uuid_key()
    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    exports = models.PositiveIntegerField(help_text="How many exports they have made since the person was known.")
    last_export_at = models.DateTimeField()
    status = models.CharField(max_length=15, choices=Status, default=Status.WAITING)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    # Members of staff, and what they have done.
    personal_data = PersonalData(
        subject="",
        keep={
            "id",
            "erasure",
            "recipient",
            "exports",
            "last_export_at",
            "status",
            "acknowledged_by",
            "acknowledged_at",
        },
    )

    class Meta:
        verbose_name = "notice of erasure"
        verbose_name_plural = "notices of erasure"
        ordering = ["-status", "-last_export_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "recipient"], name="notice_once_per_recipient", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.erasure}: {self.recipient or 'command line'}"

    def get_absolute_url(self) -> str:
        return reverse("admin:gdpr_erasurenotice_change", args=[self.pk])
