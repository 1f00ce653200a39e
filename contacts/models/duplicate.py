"""Contacts that may be one person: what was found, and what somebody has decided."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from contacts.models.columns import uuid_key
from contacts.models.triggers import watched_by_lists
from contacts.querysets import DuplicatePairQuerySet
from crm.privacy import PersonalData, Use


class DuplicatePair(models.Model):
    """Two contacts that may be one. The row holds no value of theirs: reasons are sentences, the print is keyed."""

    class Status(models.TextChoices):
        OPEN = "open", "To be looked at"
        DISMISSED = "dismissed", "Two different people"
        SNOOZED = "snoozed", "Put off"
        MERGED = "merged", "Merged"

    id = uuid_key()
    low = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+", db_index=False)
    high = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(help_text="Lists of what was compared, a sentence, and its share of the log-odds.")
    model_version = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64, help_text="Of the compared values, with a key.")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, db_default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    snoozed_until = models.DateField(null=True)
    run = models.ForeignKey(
        "contacts.DuplicateRun", models.SET_NULL, null=True, related_name="+", help_text="That found it last."
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())

    objects = DuplicatePairQuerySet.as_manager()

    # Pairs of contacts that are erased go as their keys do (contacts.duplicates.upkeep).
    personal_data = PersonalData(
        subject="low",
        erase={"reasons": [], "fingerprint": ""},
        keep={
            "id",
            "low",
            "high",
            "probability",
            "model_version",
            "status",
            "decided_by",
            "decided_at",
            "snoozed_until",
            "run",
            "created_at",
        },
        on_merge="stay",
        purpose=Use.DUPLICATES,
        hidden={"fingerprint", "high", "model_version", "run"},
    )

    class Meta:
        verbose_name = "duplicate"
        ordering = ["-probability", "id"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=models.Q(low__lt=models.F("high"))),
        ]
        indexes = [models.Index(fields=["status", "-probability", "id"], name="duplicate_pair_queue")]
        triggers = [*watched_by_lists("low_id", name="note_low"), *watched_by_lists("high_id", name="note_high")]

    def __str__(self) -> str:
        return f"Pair, {int(100 * self.probability)} %"

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_duplicatepair_change", args=[self.pk])


class LikelyDuplicate(models.Model):
    """A pair that waits to be looked at, from the side of one of its two contacts: a view of the database."""

    id = models.UUIDField(primary_key=True)
    contact_id = models.UUIDField()
    probability = models.FloatField()
    created_at = models.DateTimeField("found")

    # What the pair knows, once more.
    personal_data = None

    class Meta:
        managed = False
        verbose_name = "likely duplicate"

    def __str__(self) -> str:
        return f"Pair, {int(100 * self.probability)} %"


class DuplicateRun(models.Model):
    """One search for duplicates, and how far it is."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Interrupted"

    id = uuid_key()
    is_whole = models.BooleanField("all contacts, not only changed ones")
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    message = models.TextField(blank=True)
    contacts = models.PositiveIntegerField("contacts looked at", default=0)
    compared = models.PositiveBigIntegerField("pairs compared", default=0)
    found = models.PositiveIntegerField("likely duplicates", default=0)
    new = models.PositiveIntegerField("not known before", default=0)
    common = models.JSONField(default=dict, help_text="How many keys of each kind too many contacts share.")
    unmet = models.PositiveIntegerField("contacts that met nobody under a common key", default=0)
    progress = models.FloatField(default=0, help_text="From 0 to 1.")
    last_id = models.UUIDField("last contact that is done", null=True)
    seconds = models.FloatField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    # Numbers only, and who of the staff has asked for them.
    personal_data = None

    class Meta:
        verbose_name = "search for duplicates"
        verbose_name_plural = "searches for duplicates"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{'All' if self.is_whole else 'Changed'} contacts, {self.get_status_display().lower()}"

    @property
    def is_under_way(self) -> bool:
        """Whether a process ought to be at the run."""
        return self.status == self.Status.RUNNING


class BlockingKeys(models.Model):
    """The keys of a contact (contacts.duplicates.keys): their lowest four bits say the kind, the others are a hash.

    One row a contact and an inverted index: it is written in little more than half the time of a row a key, and takes
    half the space (docs/duplicates.md).
    """

    contact = models.OneToOneField(
        "contacts.Contact", models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    hashes = ArrayField(models.BigIntegerField())

    personal_data = PersonalData(
        subject="contact",
        erase={"hashes": []},
        keep={"contact"},
        on_merge="stay",
        purpose=Use.DUPLICATES,
        hidden={"hashes"},
    )

    class Meta:
        verbose_name = verbose_name_plural = "keys to find duplicates by"
        indexes = [GinIndex(fields=["hashes"], name="blocking_keys_shared")]

    def __str__(self) -> str:
        return str(self.contact_id)


class DuplicateMark(models.Model):
    """A contact that was changed since duplicates were last looked for; its keys may be behind as well."""

    contact = models.OneToOneField(
        "contacts.Contact", models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    has_keys = models.BooleanField(default=False, db_default=False)

    personal_data = PersonalData(
        subject="contact",
        keep={"contact", "has_keys"},
        on_merge="stay",
        purpose=Use.DUPLICATES,
        hidden={"has_keys"},
    )

    class Meta:
        indexes = [models.Index(fields=["contact"], name="duplicate_mark_behind", condition=models.Q(has_keys=False))]

    def __str__(self) -> str:
        return str(self.contact_id)


class NameFrequency(models.Model):
    """How many contacts have a first or last name, where it is not rare; the name is a hash."""

    hash = models.BigIntegerField(primary_key=True)
    contacts = models.PositiveIntegerField()

    # Hashes of names that many have.
    personal_data = None

    def __str__(self) -> str:
        return str(self.contacts)


# Whoever writes the keys himself says so for his transaction; then they are not behind.
_WRITES_KEYS = "coalesce(current_setting('contacts.writes_keys', true), '') = 'yes'"
MARK = f"""
INSERT INTO contacts_duplicatemark (contact_id, has_keys)
SELECT DISTINCT changed.id, {_WRITES_KEYS} FROM ({{changed}}) AS changed (id) ORDER BY 1
ON CONFLICT (contact_id) DO UPDATE SET has_keys = excluded.has_keys
WHERE contacts_duplicatemark.has_keys <> excluded.has_keys
"""
_COMPARED = (
    "first_name", "last_name", "phone", "mobile", "title", "company_id", "address_line1", "city", "postal_code",
    "country", "birth_date",
)  # fmt: skip


def _differ(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"o.{column} IS DISTINCT FROM n.{column}" for column in columns)


CONTACT_CHANGED = f"""
SELECT n.id FROM new_values n JOIN old_values o USING (id)
WHERE {_differ(_COMPARED)} OR (n.deleted_at IS NULL AND o.deleted_at IS NOT NULL)
   OR (n.erased_at IS NOT NULL AND o.erased_at IS NULL)
"""
PART_CHANGED = "SELECT contact_id FROM {0}"
BOTH_CHANGED = "SELECT contact_id FROM old_values UNION SELECT contact_id FROM new_values"
COMPANY_RENAMED = """
SELECT c.id FROM new_values n JOIN old_values o USING (id) JOIN contacts_contact c ON c.company_id = n.id
WHERE o.name <> n.name
"""


def _marking(name: str, operation: pgtrigger.Operation, changed: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=f"EXECUTE $sql${MARK.format(changed=changed)}$sql$; RETURN NULL;",
    )


OLD, NEW = {"old": "old_values"}, {"new": "new_values"}

mark_contacts = [
    _marking("mark_new", pgtrigger.Insert, "SELECT id FROM new_values", **NEW),
    _marking("mark_changed", pgtrigger.Update, CONTACT_CHANGED, **OLD, **NEW),
]
mark_parts = [
    _marking("mark_added", pgtrigger.Insert, PART_CHANGED.format("new_values"), **NEW),
    _marking("mark_altered", pgtrigger.Update, BOTH_CHANGED, **OLD, **NEW),
    _marking("mark_removed", pgtrigger.Delete, PART_CHANGED.format("old_values"), **OLD),
]
mark_staff = [_marking("mark_renamed", pgtrigger.Update, COMPANY_RENAMED, **OLD, **NEW)]
