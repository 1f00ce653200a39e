"""Views of the list of contacts: who is shown, by which columns, in which order."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from contacts.models.columns import uuid_key
from contacts.querysets import SavedViewQuerySet
from crm.privacy import REST, PersonalData, Use


class SavedView(models.Model):
    """A filter, columns and an order. Without a name: what somebody looks at now, never changed, soon forgotten."""

    id = uuid_key()
    name = models.CharField(max_length=100, blank=True)
    filters = models.JSONField(default=dict, blank=True, help_text="A filter of contacts; empty for everybody.")
    columns = models.JSONField(default=list, blank=True, help_text="Names of columns; none for the usual ones.")
    order = models.CharField(max_length=100, blank=True, help_text="A column, with a minus for the other direction.")
    is_shared = models.BooleanField("shared", default=False, help_text="Everybody who may see contacts sees it.")
    changes = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The saved view that this is a change of.",
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    # It describes contacts, as a list does, and names none.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        free_text={"filters", "name"},
    )

    class Meta:
        verbose_name = "saved view"
        ordering = ["name", "id"]
        # Whoever may see contacts may have views of them.
        default_permissions = ()
        permissions = [("share_savedview", "Can share views with everybody")]
        constraints = [
            models.UniqueConstraint(
                "created_by",
                Lower("name"),
                condition=~Q(name=""),
                name="view_name_unique_among_own",
                violation_error_message="You have a view of this name already.",
            ),
            models.CheckConstraint(
                name="view_shared_is_named",
                condition=Q(is_shared=False) | ~Q(name=""),
                violation_error_message="Give the view a name before you share it.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "A view without a name"

    def get_absolute_url(self) -> str:
        return f"{reverse('admin:contacts_contact_changelist')}?view={self.pk}"

    @property
    def base(self) -> "SavedView | None":
        """The saved view that this is, or is a change of."""
        return self if self.name else self.changes

    @property
    def content(self) -> dict[str, Any]:
        """What is shown, and how."""
        return {"filters": self.filters, "columns": self.columns, "order": self.order}
