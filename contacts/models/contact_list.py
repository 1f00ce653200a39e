"""Lists of contacts: static ones are filled by hand, dynamic ones by a filter."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now
from django.urls import reverse

from contacts.models.columns import uuid_key
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.triggers import judged_anew, watched_by_lists
from crm.privacy import REST, PersonalData, Use


@tracked(exclude=["updated_at"])
class ContactList(LiveModel):
    """A named set of contacts."""

    class Type(models.TextChoices):
        STATIC = "static", "Static"
        DYNAMIC = "dynamic", "Dynamic"

    class Schedule(models.TextChoices):
        HOURLY = "hourly", "Every hour"
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"
        MANUAL = "manual", "Only when asked to"

    id = uuid_key()
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.STATIC)
    filters = models.JSONField(default=dict, blank=True)
    schedule = models.CharField(
        "refreshed",
        max_length=10,
        choices=Schedule,
        default=Schedule.DAILY,
        db_default=Schedule.DAILY,
        help_text="Beside this, changes show within seconds, unless it is refreshed only when asked to.",
    )
    wants_cleaning = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Who is on it has something to be put right: the list is counted on the page “Data quality”.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    members = models.ManyToManyField(
        "contacts.Contact", through="contacts.ListMember", related_name="lists", blank=True
    )

    # A list describes a segment; who is in it stands in ListMember.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        free_text={"description", "filters", "name"},
    )

    class Meta:
        verbose_name = "list"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="list_name_unique_among_live",
                violation_error_message="A list with this name exists already.",
            ),
            models.CheckConstraint(name="list_type_known", condition=models.Q(type__in=["static", "dynamic"])),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_contactlist_change", args=[self.pk])


# A merge moves members; whether the filter of a dynamic list means the one that lives on, nobody has judged yet.
MOVED = """
SELECT n.contact_id, n.list_id
FROM new_values n
JOIN old_values o USING (id)
JOIN contacts_contactlist l ON l.id = n.list_id AND l.type = 'dynamic'
WHERE n.contact_id <> o.contact_id
"""


@tracked()
class ListMember(models.Model):
    """A contact on a list."""

    list = models.ForeignKey(ContactList, models.PROTECT, related_name="list_members", db_index=False)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="list_members")
    added_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        keep={"id", "list", "contact", "added_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
    )

    class Meta:
        verbose_name = "list member"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["list", "contact"], name="member_once_per_list")]
        triggers = [*watched_by_lists(), judged_anew("moved", pgtrigger.Update, MOVED)]

    def __str__(self) -> str:
        return f"Contact {self.contact_id} on list {self.list_id}"
