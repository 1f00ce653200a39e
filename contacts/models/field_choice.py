"""The words that lifecycle stage, lead status and lead source can take."""

from django.core.validators import RegexValidator
from django.db import models

from contacts.models.columns import uuid_key


class FieldChoice(models.Model):
    """One value of a contact's field of choice; an admin may add to them, rename and reorder them."""

    class Field(models.TextChoices):
        LIFECYCLE_STAGE = "lifecycle_stage", "Lifecycle stage"
        LEAD_STATUS = "lead_status", "Lead status"
        LEAD_SOURCE = "lead_source", "Lead source"

    id = uuid_key()
    field = models.CharField(max_length=20, choices=Field)
    value = models.CharField(
        max_length=50,
        validators=[RegexValidator(r"^[a-z0-9_]+\Z", "Use only a-z, 0-9 and the underscore; the label is for people.")],
        help_text="What is stored, and what scripts use; it stays when the label changes.",
    )
    label = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    # A word of the team's vocabulary, no person.
    personal_data = None

    class Meta:
        verbose_name = "choice"
        ordering = ["field", "position", "label"]
        constraints = [models.UniqueConstraint(fields=["field", "value"], name="choice_value_unique")]

    def __str__(self) -> str:
        return self.label
