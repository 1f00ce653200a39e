"""Runs of the import: what was loaded, how far it is, what became of each row."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from contacts.models.columns import uuid_key
from crm.privacy import PersonalData, Use

COUNTED = ("rows", "created", "updated", "unchanged", "skipped", "failed", "unprocessed")


class ImportRun(models.Model):
    """One file on its way into the base."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Waiting for its columns to be confirmed"
        PLANNING = "planning", "Being looked at"
        PLANNED = "planned", "Waiting for a yes to its preview"
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Stopped"
        FAILED = "failed", "File unusable"

    # A process is at the run, or is to be.
    BUSY = (Status.PLANNING, Status.QUEUED, Status.RUNNING)

    class Existing(models.TextChoices):
        UPDATE = "update", "Update contacts that are known"
        FILL = "fill", "Only fill their blank fields"
        SKIP = "skip", "Skip contacts that are known"

    class MatchBy(models.TextChoices):
        EMAIL = "email", "any of their e-mail addresses"
        ID = "id", "our own id"
        EXTERNAL_ID = "external_id", "their id in another system"
        PHONE = "phone", "any of their telephone numbers"

    id = uuid_key()
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=255)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    encoding = models.CharField(max_length=50, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    existing = models.CharField("contacts that are known", max_length=10, choices=Existing, default=Existing.UPDATE)
    match_by = models.CharField("contacts are found by", max_length=20, choices=MatchBy, default=MatchBy.EMAIL)
    id_system = models.CharField("system of the ids", max_length=50, blank=True)
    finds_lookalikes = models.BooleanField(
        "new people are looked for among the contacts", default=False, db_default=False
    )
    saved_mapping = models.ForeignKey(
        "contacts.ImportMapping", models.SET_NULL, null=True, related_name="import_runs", editable=False
    )
    contact_list = models.ForeignKey(
        "contacts.ContactList",
        models.SET_NULL,
        null=True,
        verbose_name="list",
        related_name="+",
        help_text="Everybody in the file is put on it, but for rows that are skipped or fail.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    message = models.TextField(blank=True)
    progress = models.FloatField(default=0, help_text="Share of the file that is in, from 0 to 1.")
    planned = models.JSONField(default=dict, help_text="What the import would do: numbers of rows.")
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    unprocessed = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField("to be stopped", default=False)
    warnings = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    failed_rows = models.FileField(upload_to="imports/%Y/%m/", max_length=255, blank=True)
    change_set = models.ForeignKey("contacts.ChangeSet", models.PROTECT, null=True, related_name="import_runs")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="import_runs")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    files_deleted_at = models.DateTimeField(null=True)

    # The files hold the persons' rows: they are kept below the data folder and declared with the erasure of files.
    personal_data = PersonalData(
        subject="",
        keep={
            "id",
            "file",
            "file_name",
            "sha256",
            "encoding",
            "mapping",
            "existing",
            "match_by",
            "id_system",
            "finds_lookalikes",
            "saved_mapping",
            "contact_list",
            "status",
            "message",
            "progress",
            "planned",
            "rows",
            "created",
            "updated",
            "unchanged",
            "skipped",
            "failed",
            "unprocessed",
            "is_cancelled",
            "warnings",
            "seconds",
            "failed_rows",
            "change_set",
            "created_by",
            "created_at",
            "finished_at",
            "files_deleted_at",
        },
        purpose=Use.IN_AND_OUT,
        personal={"failed_rows", "file"},
        free_text={"file_name", "mapping", "message"},
    )

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("admin:contacts_importrun_change", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to the run."""
        return self.status in (self.Status.DONE, self.Status.CANCELLED, self.Status.FAILED)

    @property
    def is_under_way(self) -> bool:
        """Whether a process ought to be at the run."""
        return self.status in (self.Status.PLANNING, self.Status.RUNNING)

    @property
    def suppressed(self) -> int:
        """How many rows are about people who are not welcome: part of those that are skipped."""
        return self.problems.filter(value_class=ImportProblem.SUPPRESSED).count()

    def counts(self) -> dict[str, int]:
        """What became of the rows; the parts add up to `rows`, but for those that nothing was done to yet."""
        return {name: getattr(self, name) for name in COUNTED}

    def foreseen(self) -> dict[str, int]:
        """What would become of the rows; zeros before they were looked at."""
        return {name: self.planned.get(name, 0) for name in COUNTED}


class ImportRow(models.Model):
    """What became of one data row of a file."""

    class Outcome(models.TextChoices):
        CREATED = "c", "Created"
        UPDATED = "u", "Updated"
        UNCHANGED = "n", "Unchanged"
        SKIPPED = "s", "Skipped"
        FAILED = "f", "Failed"

    pk = models.CompositePrimaryKey("run_id", "line")
    # Whoever imports holds the run: the database need not look a million times whether it is there.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="import_rows", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=1, choices=Outcome)
    contact = models.ForeignKey(
        "contacts.Contact", models.PROTECT, null=True, related_name="import_rows", db_index=False
    )

    personal_data = PersonalData(
        subject="contact",
        keep={"run", "line", "outcome", "contact"},
        on_merge="stay",
        purpose=Use.IN_AND_OUT,
    )

    class Meta:
        verbose_name = "imported row"
        indexes = [models.Index(fields=["contact", "run"], name="import_row_contact")]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.get_outcome_display()}"


class ImportProblem(models.Model):
    """Why a row failed, or which cell of it was not understood; never the cell's text."""

    # What a row holds that is about somebody who is not welcome.
    SUPPRESSED = "suppressed"

    class Severity(models.TextChoices):
        ERROR = "error", "Row failed"
        WARNING = "warning", "Cell not understood"
        NOTE = "note", "Row skipped"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems", db_index=False)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    value_class = models.CharField("what the cell holds", max_length=100, blank=True)
    reason = models.CharField(max_length=255)

    # Line numbers and kinds of values only.
    personal_data = None

    class Meta:
        verbose_name = "problem"
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "line"], name="import_problem_line")]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}"
