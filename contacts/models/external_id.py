"""The ids under which other systems know a contact."""

from django.db import models
from django.db.models.functions import Now

from contacts.models.event import tracked
from contacts.models.triggers import watched_by_lists
from crm.privacy import PersonalData, Use


@tracked()
class ExternalId(models.Model):
    """A contact's id in another system; one id leads to one contact."""

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="external_ids")
    system = models.CharField(max_length=50)
    value = models.CharField("id", max_length=255)
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        erase={"value": ""},
        keep={"id", "contact", "system", "created_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
    )

    class Meta:
        verbose_name = "external id"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "value"], condition=~models.Q(value=""), name="external_id_unique"
            )
        ]
        triggers = watched_by_lists()

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"
