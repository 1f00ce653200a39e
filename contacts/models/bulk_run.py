"""Bulk changes: what was asked for, of which contacts, what was shown beforehand, and how far it is."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from contacts.models.columns import uuid_key
from crm.privacy import PersonalData, Use


class BulkRun(models.Model):
    """One change to many contacts. Its plan is who is meant and what was known then, not a row for each of them."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Waiting to be confirmed"
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Interrupted"
        CANCELLED = "cancelled", "Stopped"

    id = uuid_key()
    title = models.CharField(max_length=500)
    operation = models.JSONField(help_text="What is done to each contact.")
    selection = models.JSONField(default=dict, blank=True, help_text="Which contacts; forgotten once it is done.")
    watermark = models.JSONField(help_text="What had been committed when it was planned.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    message = models.TextField(blank=True)
    matched = models.PositiveIntegerField(default=0)
    not_permitted = models.PositiveIntegerField("not yours to change", default=0)
    changing = models.PositiveIntegerField("to be changed", default=0)
    changed = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField("changed by others meanwhile", default=0)
    last_id = models.UUIDField("last contact that is done", null=True)
    change_set = models.ForeignKey("contacts.ChangeSet", models.PROTECT, null=True, related_name="bulk_runs")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_runs")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    # A search text can be a name, and a task's title can hold one.
    personal_data = PersonalData(
        subject="",
        erase={"title": "", "operation": {}, "selection": {}},
        keep={
            "id",
            "watermark",
            "status",
            "message",
            "matched",
            "not_permitted",
            "changing",
            "changed",
            "conflicts",
            "last_id",
            "change_set",
            "created_by",
            "created_at",
            "finished_at",
        },
        purpose=Use.ACCOUNT,
        free_text={"operation", "selection", "title"},
    )

    class Meta:
        verbose_name = "bulk change"
        ordering = ["-created_at"]
        permissions = [("bulk_change_contact", "Can change many contacts at once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_bulkrun_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to the run unless somebody starts it again."""
        return self.status in (self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED)

    @property
    def is_under_way(self) -> bool:
        """Whether a process ought to be at the run."""
        return self.status == self.Status.RUNNING

    @property
    def unchanged(self) -> int:
        """How many of the contacts were so already."""
        return self.matched - self.not_permitted - self.changing

    def counts(self) -> dict[str, int]:
        """What became of the contacts; the parts add up to those selected once the run is done."""
        return {
            "selected": self.matched,
            "changed": self.changed,
            "already so": self.unchanged,
            "not yours to change": self.not_permitted,
            "left alone": self.conflicts,
        }

    @property
    def progress(self) -> float:
        """What share is done, from 0 to 1."""
        return self.changed / self.changing if self.changing else 1
