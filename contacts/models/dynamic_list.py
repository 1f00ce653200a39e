"""What dynamic lists need beside their members: how they were built, who is pinned, whom to judge anew.

Who joins and leaves a list, when, and by which change set, stands in the history of `ListMember`.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from contacts.models.contact_list import ContactList
from contacts.models.event import tracked
from contacts.models.triggers import judged_anew
from crm.privacy import REST, PersonalData, Use

SLOW_SECONDS = 10
PINNED = "SELECT contact_id, list_id FROM {}"
PINNED_ONCE_MORE = f"{PINNED.format('old_values')} UNION {PINNED.format('new_values')}"


class ListBuild(models.Model):
    """The newest build of a dynamic list: when, how long it took, what went wrong, and on what it depends."""

    list = models.OneToOneField(ContactList, models.CASCADE, primary_key=True, related_name="build")
    refreshed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    size = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    is_due = models.BooleanField(default=False)
    filters = models.JSONField(null=True, help_text="The filter that it was built by.")
    watches = models.JSONField(default=dict, help_text="Columns by table: who changes one is judged anew.")

    # A filter describes a segment; who is in it stands in ListMember.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        free_text={"filters"},
    )

    class Meta:
        verbose_name = "build of a list"
        verbose_name_plural = "builds of lists"

    def __str__(self) -> str:
        return f"Build of list {self.list_id}"

    @property
    def is_slow(self) -> bool:
        """Whether it took long enough that somebody should look at the filter."""
        return self.seconds is not None and self.seconds > SLOW_SECONDS


@tracked()
class ListPin(models.Model):
    """A contact that is always on a dynamic list, or never, whatever its filter says."""

    list = models.ForeignKey(ContactList, models.PROTECT, related_name="pins", db_index=False)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="list_pins")
    always = models.BooleanField(help_text="Always on the list, else never.")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        keep={"id", "list", "contact", "always", "created_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
    )

    class Meta:
        verbose_name = "pinned member"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["list", "contact"], name="pin_once_per_list")]
        # Undo and merges write pins, too.
        triggers = [
            judged_anew("pinned", pgtrigger.Insert, PINNED.format("new_values")),
            judged_anew("moved", pgtrigger.Update, PINNED_ONCE_MORE),
            judged_anew("unpinned", pgtrigger.Delete, PINNED.format("old_values")),
        ]

    def __str__(self) -> str:
        return f"Contact {self.contact_id} pinned on list {self.list_id}"


class ChangedContact(models.Model):
    """A contact that was changed in a way that a dynamic list asks about, until it is judged anew.

    `source` is the table in which it was changed, `columns` those that were, None for a row that came or went. Where
    `list_id` is given, only that list has yet to judge.
    """

    contact_id = models.UUIDField()
    source = models.CharField(max_length=63)
    columns = ArrayField(models.TextField(), null=True)
    change_set_id = models.UUIDField(null=True)
    list_id = models.UUIDField(null=True)

    # Ids, for seconds.
    personal_data = None

    class Meta:
        verbose_name = "changed contact"

    def __str__(self) -> str:
        return f"Contact {self.contact_id}"
