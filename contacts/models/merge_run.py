"""Merges of many groups of contacts at once: which groups were shown, and how far it is."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from contacts.models.columns import uuid_key
from crm.privacy import PersonalData, Use


class MergeRun(models.Model):
    """Groups of contacts, each of which becomes one, as somebody has seen and confirmed them."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Interrupted"
        CANCELLED = "cancelled", "Stopped"

    id = uuid_key()
    threshold = models.FloatField("at least so probable")
    groups = models.JSONField(
        default=list, help_text="Of each group the ids and versions, who stays first; forgotten once it is done."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    message = models.TextField(blank=True)
    planned = models.PositiveIntegerField("groups", default=0)
    done = models.PositiveIntegerField("groups that are done with", default=0)
    merged = models.PositiveIntegerField("contacts merged into others", default=0)
    left = models.PositiveIntegerField("groups left alone", default=0)
    change_set = models.ForeignKey("contacts.ChangeSet", models.PROTECT, null=True, related_name="merge_runs")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="merge_runs")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    # Ids of contacts, until it is done.
    personal_data = PersonalData(
        subject="",
        erase={"groups": []},
        keep={
            "id",
            "threshold",
            "status",
            "message",
            "planned",
            "done",
            "merged",
            "left",
            "change_set",
            "created_by",
            "created_at",
            "finished_at",
        },
        purpose=Use.DUPLICATES,
    )

    class Meta:
        verbose_name = "merge of duplicates"
        verbose_name_plural = "merges of duplicates"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.planned:,} group{'' if self.planned == 1 else 's'} of duplicates"

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_mergerun_change", args=[self.pk])

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
        """What share is done, from 0 to 1."""
        return self.done / self.planned if self.planned else 1
