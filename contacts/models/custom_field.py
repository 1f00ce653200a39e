"""Fields that a team adds to contacts and companies."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from contacts.models.columns import uuid_key
from contacts.models.event import tracked


@tracked()
class CustomField(models.Model):
    """The definition of one field; values stand in the `custom_fields` of contacts and companies, by `key`."""

    class Subject(models.TextChoices):
        CONTACT = "contact", "Contact"
        COMPANY = "company", "Company"

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        BOOLEAN = "boolean", "Yes or no"
        CHOICE = "choice", "Choice"
        MULTIPLE_CHOICE = "multiple_choice", "Multiple choice"
        URL = "url", "URL"
        EMAIL = "email", "E-mail"

    id = uuid_key()
    subject = models.CharField("belongs to", max_length=10, choices=Subject, default=Subject.CONTACT)
    key = models.CharField(
        max_length=50,
        validators=[
            RegexValidator(
                re.compile(r"^[a-z][a-z0-9_]*\Z"),
                "Begin the key with a letter; use only a-z, 0-9 and the underscore.",
            )
        ],
        help_text="The name used in spreadsheets (custom.key) and in the API.",
    )
    label = models.CharField(max_length=100)
    type = models.CharField(max_length=20, choices=Type, default=Type.TEXT)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list, blank=True, help_text='For choices: a list such as ["red", "blue"].')
    position = models.PositiveSmallIntegerField(default=0)

    # The definition of a field; what it says of a person stands in Contact.custom_fields.
    personal_data = None

    class Meta:
        ordering = ["subject", "position", "label"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "key"], name="custom_field_key_unique"),
            models.CheckConstraint(name="custom_field_key_plain", condition=models.Q(key__regex="^[a-z][a-z0-9_]*$")),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Choices are a list of different words, and only fields of choice have them."""
        is_choice = self.type in (self.Type.CHOICE, self.Type.MULTIPLE_CHOICE)
        if not isinstance(self.choices, list) or not all(isinstance(word, str) for word in self.choices):
            raise ValidationError({"choices": 'Write the choices as a list of words, such as ["red", "blue"].'})
        if is_choice and not self.choices:
            raise ValidationError({"choices": "Name at least one choice."})
        if len(set(self.choices)) != len(self.choices):
            raise ValidationError({"choices": "Each choice may stand only once."})
