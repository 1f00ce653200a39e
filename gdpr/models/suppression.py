"""People about whom nothing may be kept any more, known by keyed hashes alone."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.columns import uuid_key
from crm.privacy import PersonalData


class Suppression(models.Model):
    """One address, or one telephone number together with a name, that must not come back."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Telephone number with name"

    id = uuid_key()
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.BinaryField(max_length=32, help_text="HMAC-SHA-256, with a key that is not in the database.")
    form = models.PositiveSmallIntegerField(help_text="The version of the form that was hashed.")
    key_print = models.CharField("key", max_length=16, help_text="By what the key is told from others.")
    erasure = models.ForeignKey("gdpr.Erasure", models.PROTECT, null=True, related_name="suppressions")
    reason = models.CharField(max_length=255)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("since", auto_now_add=True, db_default=Now())
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField("lifted", null=True)
    lifted_reason = models.CharField("why it was lifted", max_length=255, blank=True)

    # Hashes that nobody can compute without the key.
    personal_data = PersonalData(
        subject="",
        keep={
            "id",
            "kind",
            "digest",
            "form",
            "key_print",
            "erasure",
            "reason",
            "created_by",
            "created_at",
            "lifted_by",
            "lifted_at",
            "lifted_reason",
        },
    )

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(lifted_at=None), name="suppression_once_unless_lifted"
            ),
            models.CheckConstraint(
                name="suppression_lifted_with_reason", condition=models.Q(lifted_at=None) | ~models.Q(lifted_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.created_at:%Y-%m-%d}"
