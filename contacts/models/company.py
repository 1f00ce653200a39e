"""A company that contacts work for and deals are made with."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from contacts import normalize
from contacts.models.columns import E164Field, NameKey, uuid_key
from contacts.models.duplicate import mark_staff
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.name_word import words_of_companies
from contacts.models.triggers import versioned, watched_by_lists
from contacts.models.words import OF_COMPANY
from contacts.querysets import CompanyQuerySet
from crm.privacy import REST, PersonalData, Use

PEOPLE = """
SELECT c.id, changed.columns FROM contacts_contact c JOIN (%s) AS changed(id, columns) ON changed.id = c.company_id
"""


@tracked(exclude=["version", "updated_at", "phone_e164"])
class Company(LiveModel):
    """An organisation. Found by its domain, then by its name."""

    id = uuid_key()
    name = models.CharField(max_length=255)
    domain = models.CharField(max_length=255, blank=True, help_text="acme.com")
    industry = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    website = models.URLField(max_length=255, blank=True)
    address_line1 = models.CharField("address", max_length=255, blank=True)
    address_line2 = models.CharField("address, second line", max_length=255, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField("state or region", max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=100, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="companies"
    )
    custom_fields = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    name_key = models.GeneratedField(expression=NameKey("name"), output_field=models.TextField(), db_persist=True)
    phone_e164 = E164Field("phone")

    objects = CompanyQuerySet.as_manager()

    # A company is not a natural person; a sole trader's name is erased with the person's deals by hand (free text).
    personal_data = PersonalData(
        subject="",
        keep=REST,
        purpose=Use.RELATIONS,
        free_text={"custom_fields"},
    )

    class Meta:
        verbose_name_plural = "companies"
        ordering = ["name"]
        indexes = [
            models.Index(OpClass("name_key", "text_pattern_ops"), name="company_name_key"),
            GinIndex(OF_COMPANY, name="company_words"),
            # Of all rows: before there are statistics the planner takes an index of live ones alone for a small one.
            models.Index(fields=["name", "id"], name="company_by_name"),
        ]
        constraints = [
            models.CheckConstraint(name="company_name_present", condition=~models.Q(name="")),
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(deleted_at=None) & ~models.Q(domain=""),
                name="company_domain_unique_among_live",
                violation_error_message="A company with this domain exists already.",
            ),
            models.CheckConstraint(
                name="company_domain_lower_case", condition=models.Q(domain=models.functions.Lower("domain"))
            ),
        ]
        triggers = [
            versioned("name_key", "phone_e164"),
            *mark_staff,
            *watched_by_lists("id", PEOPLE),
            *words_of_companies,
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_company_change", args=[self.pk])

    def clean(self) -> None:
        """Bring the domain into its canonical form, or say what is wrong with it."""
        try:
            self.domain = normalize.domain(self.domain) if self.domain else ""
        except normalize.Unusable as error:
            raise ValidationError({"domain": str(error)}) from error
