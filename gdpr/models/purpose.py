"""What personal data are used for, and in which words people are told so."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from contacts.models.columns import uuid_key
from contacts.models.triggers import SharedFunction, append_only

# In the place of a key: every purpose that takes consent.
FULL = "full"


def not_full(key: str) -> None:
    """Refuse the word that stands for every purpose."""
    if key == FULL:
        raise ValidationError("“full” stands for every purpose: choose another key.")


class Purpose(models.Model):
    """What personal data are used for, and what the law allows that by."""

    class Key(models.TextChoices):
        EMAIL_MARKETING = "email_marketing", "E-mail marketing"
        DATA_PROCESSING = "data_processing", "Data processing"

    class Basis(models.TextChoices):
        """Art. 6 (1) a to f: https://gdpr-info.eu/art-6-gdpr/"""

        CONSENT = "consent", "Consent, Art. 6 (1) a"
        CONTRACT = "contract", "Contract, Art. 6 (1) b"
        LEGAL_OBLIGATION = "legal_obligation", "Legal obligation, Art. 6 (1) c"
        VITAL_INTERESTS = "vital_interests", "Vital interests, Art. 6 (1) d"
        PUBLIC_TASK = "public_task", "Public task, Art. 6 (1) e"
        LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests, Art. 6 (1) f"

    id = uuid_key()
    key = models.SlugField(max_length=50, unique=True, validators=[not_full])
    name = models.CharField(max_length=100)
    description = models.TextField(
        blank=True, help_text="In plain words, for the people themselves: they read it on their page of preferences."
    )
    lawful_basis = models.CharField(max_length=20, choices=Basis, default=Basis.CONSENT, db_default=Basis.CONSENT)
    period = models.CharField(
        "how long",
        max_length=200,
        blank=True,
        db_default="",
        help_text="How long the data are used for it, in words: “until you withdraw”.",
    )
    needs_double_opt_in = models.BooleanField(
        "double opt-in",
        default=False,
        db_default=False,
        help_text="A grant counts only once the person has confirmed it by a link that is sent to their address. "
        "Grants that were recorded before stay as they are.",
    )
    expires_after_days = models.PositiveIntegerField(
        "expires after (days)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Consent that is older ends by itself, every night; blank means never.",
    )

    # Configuration, no person.
    personal_data = None

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="purpose_key_not_full", condition=~models.Q(key=FULL)),
            models.CheckConstraint(
                name="purpose_expires_after_a_day_at_least",
                condition=models.Q(expires_after_days=None) | models.Q(expires_after_days__gte=1),
            ),
        ]
        triggers = [
            SharedFunction(
                "refuse_write",
                "the ledger and scripts know a purpose by its key: it stays",
                name="key_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("key"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_consent(self) -> bool:
        """Whether the law allows it by consent, which can be withdrawn."""
        return self.lawful_basis == self.Basis.CONSENT

    @property
    def takes_objections(self) -> bool:
        """Whether people may object to it: https://gdpr-info.eu/art-21-gdpr/"""
        return self.lawful_basis in (self.Basis.PUBLIC_TASK, self.Basis.LEGITIMATE_INTERESTS)


class NoticeText(models.Model):
    """What people were shown when they were asked, word for word. A change is a new version; versions stay."""

    id = models.BigAutoField(primary_key=True)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="notices", db_index=False)
    language = models.CharField(max_length=10, default="en", help_text="Its code: en, de, pt-br …")
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    # What everybody is shown; whose hand wrote it is a member of staff's.
    personal_data = None

    class Meta:
        verbose_name = "text of a purpose"
        verbose_name_plural = "texts of purposes"
        ordering = ["purpose", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "language", "version"], name="notice_version_unique"),
            models.CheckConstraint(name="notice_says_something", condition=models.Q(text__regex=r"\S")),
        ]
        triggers = append_only(["id", "purpose_id", "language", "version", "text", "made_at", "made_by_id"])

    def __str__(self) -> str:
        return f"{self.purpose}, version {self.version} ({self.language})"
