"""Meanings of columns that were saved under a name, to be used again for the next file of the kind."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from contacts.models.columns import uuid_key
from crm.privacy import REST, PersonalData, Use


class ImportMapping(models.Model):
    """One version of a saved mapping. A version is never changed: saving under the same name makes the next one."""

    id = uuid_key()
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(editable=False)
    fingerprint = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the headers it was made for.")
    choices = models.JSONField(editable=False, help_text="Columns by header, constants, and how contacts are found.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="import_mappings", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Names of columns, and values that are meant for every row of a file.
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.IN_AND_OUT,
        free_text={"choices", "name"},
    )

    class Meta:
        verbose_name = "saved mapping"
        ordering = ["name", "-version"]
        indexes = [models.Index(fields=["fingerprint", "-created_at"], name="import_mapping_fingerprint")]
        constraints = [
            models.UniqueConstraint(Lower("name"), "version", name="import_mapping_version"),
            models.CheckConstraint(name="import_mapping_named", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"
