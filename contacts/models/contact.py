"""A contact: one person, with everything a sales team knows about them."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from contacts import normalize
from contacts.models.columns import E164Field, NameKey, uuid_key
from contacts.models.contact_email import keep_addresses
from contacts.models.duplicate import mark_contacts
from contacts.models.event import tracked
from contacts.models.live import LiveModel
from contacts.models.name_word import words_of_people
from contacts.models.triggers import SharedFunction, versioned, watched_by_lists
from contacts.models.words import OF_CONTACT
from contacts.querysets import ContactQuerySet
from crm.privacy import PersonalData, Use

CONSENT_SHADOWS = ("email_opt_in", "consent_given", "consent_date", "data_processing_consent")
DERIVED = ("last_contacted_at", "last_activity_at", "phone_e164", "mobile_e164", *CONSENT_SHADOWS)

TEXTS = (
    "first_name", "last_name", "phone", "mobile", "title", "department", "address_line1", "address_line2", "city",
    "state", "postal_code", "country", "linkedin_url", "twitter_handle",
)  # fmt: skip

SHADOWS_SET = (
    pgtrigger.Q(new__consent_given=True)
    | pgtrigger.Q(new__data_processing_consent=True)
    | pgtrigger.Q(new__email_opt_in=False)
    | pgtrigger.Q(new__consent_date__isnull=False)
)


LIVE = models.Q(deleted_at=None)

# What others can know of a person; the rest is for colleagues to decide.
ENRICHABLE = (
    "first_name", "last_name", "phone", "mobile", "title", "department", "company", "address_line1", "address_line2",
    "city", "state", "postal_code", "country", "linkedin_url", "twitter_handle",
)  # fmt: skip


class FirstStatement(pgtrigger.AnyChange):
    """A change made by a statement of somebody, not by a trigger."""

    def resolve(self, model: type[models.Model]) -> str:
        return f"pg_trigger_depth() = 0 AND ({super().resolve(model)})"


@tracked(exclude=["version", "updated_at", *DERIVED])
class Contact(LiveModel):
    """A person. The primary address is mirrored in the table of all addresses; both are kept equal by triggers."""

    class Source(models.TextChoices):
        FORM = "form", "Form"
        IMPORT = "import", "Import"
        API = "api", "API client"
        COLLEAGUE = "colleague", "Colleague"
        SAMPLE = "sample", "Sample data"

    id = uuid_key()
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField("e-mail", max_length=255)
    phone = models.CharField(max_length=50, blank=True)
    mobile = models.CharField(max_length=50, blank=True)
    title = models.CharField("job title", max_length=100, blank=True)
    department = models.CharField(max_length=100, blank=True)
    company = models.ForeignKey("contacts.Company", models.PROTECT, null=True, blank=True, related_name="contacts")
    address_line1 = models.CharField("address", max_length=255, blank=True)
    address_line2 = models.CharField("address, second line", max_length=255, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField("state or region", max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(
        max_length=100,
        blank=True,
        help_text="ISO 3166-1 code where the country is known, else the text as it was given.",
    )
    lifecycle_stage = models.CharField(max_length=50, blank=True)
    lead_status = models.CharField(max_length=50, blank=True)
    lead_source = models.CharField(max_length=50, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contacts")
    linkedin_url = models.URLField("LinkedIn", max_length=255, blank=True)
    twitter_handle = models.CharField("Twitter", max_length=100, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    tags = models.ManyToManyField("contacts.Tag", through="contacts.ContactTag", related_name="contacts", blank=True)
    custom_fields = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    source = models.CharField("source of the record", max_length=20, choices=Source)

    last_contacted_at = models.DateTimeField("last contacted", null=True, editable=False)
    last_activity_at = models.DateTimeField("last activity", null=True, editable=False)

    email_opt_in = models.BooleanField(default=True, db_default=True, editable=False)
    consent_given = models.BooleanField(default=False, db_default=False, editable=False)
    consent_date = models.DateTimeField(null=True, editable=False)
    data_processing_consent = models.BooleanField(default=False, db_default=False, editable=False)
    restricted_at = models.DateTimeField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", db_index=False
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    name_key = models.GeneratedField(
        expression=NameKey(models.functions.Concat("first_name", models.Value(" "), "last_name")),
        output_field=models.TextField(),
        db_persist=True,
    )
    phone_e164 = E164Field("phone")
    mobile_e164 = E164Field("mobile")

    objects = ContactQuerySet.as_manager()

    personal_data = PersonalData(
        subject="self",
        erase={
            "first_name": "DELETED",
            "last_name": "DELETED",
            "email": "deleted_{id}@deleted.invalid",
            "phone": "",
            "mobile": "",
            "title": "",
            "department": "",
            "company": None,
            "address_line1": "",
            "address_line2": "",
            "city": "",
            "state": "",
            "postal_code": "",
            "country": "",
            "linkedin_url": "",
            "twitter_handle": "",
            "birth_date": None,
            "custom_fields": {},
            "name_key": "",
            "phone_e164": "",
            "mobile_e164": "",
        },
        keep={
            "id",
            "lifecycle_stage",
            "lead_status",
            "lead_source",
            "owner",
            "source",
            "last_contacted_at",
            "last_activity_at",
            "email_opt_in",
            "consent_given",
            "consent_date",
            "data_processing_consent",
            "restricted_at",
            "erased_at",
            "merged_into",
            "version",
            "created_at",
            "updated_at",
            "deleted_at",
        },
        # Those who were merged into a contact lead to the one that it is merged into.
        on_merge="move",
        purpose=Use.RELATIONS,
        free_text={"custom_fields"},
        hidden={"name_key", "version"},
    )

    class Meta:
        ordering = ["last_name", "first_name"]
        permissions = [
            ("import_contact", "Can import contacts"),
            ("export_contact", "Can export contacts"),
            ("merge_contact", "Can merge contacts"),
            ("enrich_contact", "Can have contacts enriched"),
            ("anonymise_contact", "Can anonymise contacts"),
            ("see_all_records", "Can see everybody's records"),
            ("change_all_records", "Can change everybody's records"),
        ]
        indexes = [
            models.Index(OpClass("name_key", "text_pattern_ops"), name="contact_name_key"),
            GinIndex(OF_CONTACT, name="contact_words"),
            models.Index(fields=["last_name", "first_name", "id"], name="contact_by_name", condition=LIVE),
            models.Index(
                models.F("last_contacted_at").asc(nulls_first=True),
                "id",
                name="contact_by_last_contact",
                condition=LIVE,
            ),
            models.Index(fields=["lifecycle_stage"], name="contact_by_stage", condition=LIVE),
            models.Index(fields=["lead_status"], name="contact_by_lead_status", condition=LIVE),
            models.Index(fields=["phone_e164"], name="contact_phone", condition=~models.Q(phone_e164="")),
            models.Index(fields=["mobile_e164"], name="contact_mobile", condition=~models.Q(mobile_e164="")),
            models.Index(
                fields=["merged_into"], name="contact_merged_into", condition=models.Q(merged_into__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="contact_email_present", condition=~models.Q(email="")),
            models.CheckConstraint(name="contact_source_present", condition=~models.Q(source="")),
            models.CheckConstraint(
                name="contact_merged_is_deleted",
                condition=models.Q(merged_into=None) | models.Q(deleted_at__isnull=False),
                violation_error_message="It was merged into another contact.",
            ),
            models.CheckConstraint(
                name="contact_erased_is_deleted",
                condition=models.Q(erased_at=None) | models.Q(deleted_at__isnull=False),
                violation_error_message="The person was anonymised for good.",
            ),
            models.CheckConstraint(
                name="contact_not_merged_into_itself", condition=~models.Q(merged_into=models.F("id"))
            ),
        ]
        triggers = [
            versioned(*DERIVED, "name_key"),
            SharedFunction(
                "refuse_write",
                "consent is written by the consent ledger alone",
                name="consent_of_new_rows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=SHADOWS_SET,
            ),
            SharedFunction(
                "refuse_write",
                "consent is written by the consent ledger alone",
                name="consent_of_changed_rows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=FirstStatement(*CONSENT_SHADOWS),
            ),
            *keep_addresses,
            *mark_contacts,
            *watched_by_lists("id"),
            *words_of_people,
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_contact_change", args=[self.pk])

    def save(self, *, force_insert: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Write the row, but for what the database keeps: a form opened earlier would put old values back."""
        if update_fields is None and not force_insert and not self._state.adding:
            update_fields = self._written()
        super().save(force_insert=force_insert, update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        """Bring texts into the form in which the import keeps them too, and say what is wrong with the address."""
        for name in TEXTS:
            setattr(self, name, normalize.clean_text(getattr(self, name)))
        for name, canonical in {"linkedin_url": normalize.url, "country": normalize.country}.items():
            # What cannot be read stays as it was given.
            with suppress(normalize.Unusable):
                setattr(self, name, canonical(getattr(self, name)))
        try:
            self.email = normalize.email(self.email or "")
        except normalize.Unusable as error:
            raise ValidationError({"email": str(error)}) from error

    def _written(self) -> set[str]:
        kept = {"version", "last_contacted_at", "last_activity_at", *CONSENT_SHADOWS}
        unread = self.get_deferred_fields()
        return {
            field.name
            for field in self._meta.local_concrete_fields
            if not (field.primary_key or field.generated or field.name in kept or field.attname in unread)
        }

    @property
    def full_name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()
