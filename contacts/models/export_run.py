"""Exports: who has taken which columns of which contacts out, when, through which door, and the file until it goes."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from contacts.models.change_set import ChangeSet
from contacts.models.columns import uuid_key
from crm.privacy import PersonalData, Use


class ExportRun(models.Model):
    """One export. The row stays as proof; what it holds of people goes with the file."""

    class Status(models.TextChoices):
        ASKED = "asked", "Asked for"
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Interrupted"
        CANCELLED = "cancelled", "Stopped"

    id = uuid_key()
    kind = models.CharField("format", max_length=10)
    columns = models.JSONField(help_text="The names of the columns, in the order of the file.")
    has_all_columns = models.BooleanField("all columns")
    contacts = models.TextField(help_text="Which contacts were meant, in words.")
    selection = models.JSONField(help_text="Which contacts; what was searched for is forgotten once it is done.")
    door = models.CharField(max_length=10, choices=ChangeSet.Door)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    message = models.TextField(blank=True)
    total = models.PositiveIntegerField("to be exported", default=0)
    rows = models.PositiveIntegerField("exported", default=0)
    file = models.FileField(upload_to="exports/", max_length=255, blank=True)
    expires_at = models.DateTimeField("file is kept until", null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="export_runs")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    # A search text can be a name, and so can that of a list; the file goes after a day.
    personal_data = PersonalData(
        subject="",
        erase={"contacts": "", "selection": {}},
        keep={
            "id",
            "kind",
            "columns",
            "has_all_columns",
            "door",
            "status",
            "message",
            "total",
            "rows",
            "file",
            "expires_at",
            "created_by",
            "created_at",
            "finished_at",
        },
        purpose=Use.IN_AND_OUT,
        personal={"file"},
        free_text={"contacts", "selection"},
    )

    class Meta:
        verbose_name = "export"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.contacts} as {self.kind.upper()}"

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_exportrun_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to the run unless somebody starts it again."""
        return self.status in (self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED)

    @property
    def is_under_way(self) -> bool:
        """Whether a process ought to be at the run."""
        return self.status == self.Status.RUNNING

    @property
    def progress(self) -> float:
        """What share is written, from 0 to 1."""
        return min(self.rows / self.total, 1) if self.total else 1

    @property
    def file_name(self) -> str:
        """What the file is called for those who get it."""
        return f"contacts-{self.created_at:%Y-%m-%d}.{self.kind}"
