"""Change sets: who changed something, when, why, through which door."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models.columns import uuid_key
from crm.privacy import REST, PersonalData, Use


class ChangeSet(models.Model):
    """One act of writing. Every version in the history names the change set that made it."""

    class Kind(models.TextChoices):
        EDIT = "edit", "Edit"
        IMPORT = "import", "Import"
        DELETE = "delete", "Delete"
        RESTORE = "restore", "Restore"
        MERGE = "merge", "Merge"
        ENRICH = "enrich", "Enrichment"
        ANONYMISE = "anonymise", "Anonymisation"
        CONSENT = "consent", "Consent"
        SAMPLE = "sample", "Sample data"
        CONFIGURATION = "configuration", "Configuration"
        UNDO = "undo", "Undo"
        RESTRICT = "restrict", "Restriction of use"
        REFRESH = "refresh", "Refresh of a list"

    class Door(models.TextChoices):
        ADMIN = "admin", "Admin"
        API = "api", "API"
        COMMAND = "command", "Command line"
        JOB = "job", "Job"
        PUBLIC = "public", "Public page"

    id = uuid_key()
    kind = models.CharField(max_length=20, choices=Kind)
    door = models.CharField(max_length=10, choices=Door)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="change_sets")
    reason = models.CharField(max_length=255, blank=True)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    started_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    finished_at = models.DateTimeField(null=True)

    # Who of the staff did what; the people it was done to stand in the history tables.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.ACCOUNT,
        free_text={"reason"},
    )

    class Meta:
        ordering = ["-started_at"]
        permissions = [("undo_changeset", "Can undo change sets")]
        indexes = [models.Index(fields=["-started_at"], name="change_set_started")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.started_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_changeset_change", args=[self.pk])
