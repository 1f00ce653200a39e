"""What somebody has promised to do."""

from django.conf import settings
from django.db import models

from contacts.models.columns import all_within_calendar, uuid_key, within_calendar
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.triggers import watched_by_lists
from contacts.querysets import OfContactQuerySet
from crm.privacy import PersonalData, Use


@tracked(exclude=["updated_at"])
class Task(LiveModel):
    """One thing to do, by a time."""

    class Priority(models.IntegerChoices):
        LOW = 1, "Low"
        NORMAL = 2, "Normal"
        HIGH = 3, "High"

    id = uuid_key()
    title = models.CharField(max_length=255)
    due_at = models.DateTimeField("due", null=True, blank=True, validators=[within_calendar])
    done_at = models.DateTimeField("done", null=True, blank=True, validators=[within_calendar])
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, null=True, blank=True, related_name="tasks")
    deal = models.ForeignKey("contacts.Deal", models.PROTECT, null=True, blank=True, related_name="tasks")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tasks")

    objects = OfContactQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        erase={"title": "DELETED"},
        keep={
            "id",
            "due_at",
            "done_at",
            "priority",
            "contact",
            "deal",
            "owner",
            "created_at",
            "updated_at",
            "deleted_at",
        },
        on_merge="move",
        purpose=Use.RELATIONS,
        free_text={"title"},
    )

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(
                fields=["owner", "due_at"],
                name="task_open",
                condition=models.Q(done_at=None, deleted_at=None),
            ),
            models.Index(fields=["due_at", "id"], name="task_by_due"),
        ]
        constraints = [
            models.CheckConstraint(name="task_title_present", condition=~models.Q(title="")),
            all_within_calendar("due_at", "done_at", name="task_times_within_calendar"),
        ]
        triggers = watched_by_lists()

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, now: models.DateTimeField) -> bool:
        """Whether the task should have been done by `now` and is not."""
        return self.done_at is None and self.due_at is not None and self.due_at < now
