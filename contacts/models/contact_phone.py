"""Further telephone numbers of a contact, beside `phone` and `mobile`."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from contacts.models.columns import E164Field
from contacts.models.duplicate import mark_parts
from contacts.models.event import tracked
from contacts.models.triggers import watched_by_lists
from contacts.models.words import OF_PHONE
from crm.privacy import PersonalData, Use


@tracked(exclude=["e164"])
class ContactPhone(models.Model):
    """One more number under which a contact is reached."""

    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="phones")
    number = models.CharField(max_length=50)
    e164 = E164Field("number")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    personal_data = PersonalData(
        subject="contact",
        erase={"number": "", "e164": ""},
        keep={"id", "contact", "created_at"},
        on_merge="move",
        purpose=Use.RELATIONS,
    )

    class Meta:
        verbose_name = "telephone number"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["e164"], name="contactphone_e164", condition=~models.Q(e164="")),
            GinIndex(OF_PHONE, name="contactphone_words"),
        ]
        constraints = [models.UniqueConstraint(fields=["contact", "number"], name="phone_once_per_contact")]
        triggers = [*mark_parts, *watched_by_lists()]

    def __str__(self) -> str:
        return self.number

    @property
    def country(self) -> str:
        """The country whose numbering plan the number follows unless it names one itself."""
        return self.contact.country
