"""Packages of what is known of a person: for whom, until when they can be fetched, and whether they were."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from contacts.models.columns import uuid_key
from crm.privacy import PersonalData, Use
from gdpr.models.subject_request import SubjectRequest


class SubjectPackage(models.Model):
    """One package. It is fetched once; the row stays as proof, the file goes."""

    id = uuid_key()
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="packages")
    request = models.ForeignKey(SubjectRequest, models.PROTECT, null=True, related_name="packages")
    file = models.FileField(upload_to="packages/", max_length=255, blank=True)
    rows = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    fetched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    # The name of the file is that of the row; what is in it goes with `gdpr.erasing.files.release_packages`.
    personal_data = PersonalData(
        subject="contact",
        erase={"file": ""},
        keep={
            "id",
            "contact",
            "request",
            "rows",
            "made_at",
            "made_by",
            "expires_at",
            "fetched_at",
            "fetched_by",
        },
        on_merge="stay",
        purpose=Use.CONSENT,
    )

    class Meta:
        verbose_name = "package"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Package of {self.made_at:%Y-%m-%d}"
