"""Notices (Art. 13 and 14 GDPR): when people were told that we have their data, and from where."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.visibility import OfPersonQuerySet
from crm.privacy import PersonalData, Use


class Notice(models.Model):
    """That a contact was told."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        PAPER = "paper", "Letter"
        FORM = "form", "With the form"
        IN_PERSON = "in_person", "In person"
        KNOWN = "known", "They had it already"

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=9, choices=Channel)
    given_on = models.DateField()
    noted_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfPersonQuerySet.as_manager()

    personal_data = PersonalData(
        subject="contact",
        keep={"id", "contact", "channel", "given_on", "noted_at", "noted_by"},
        on_merge="move",
        purpose=Use.CONSENT,
    )

    class Meta:
        ordering = ["-given_on", "-id"]

    def __str__(self) -> str:
        return f"Notice of {self.given_on}"
