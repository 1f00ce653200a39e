"""What an import would do to each row of its file, before it does it."""

from django.db import models

from contacts.models.import_run import ImportRun
from crm.privacy import PersonalData, Use


class ImportPlanRow(models.Model):
    """One data row of a file that was looked at; gone once the import is done, for then the history tells."""

    class Disposition(models.TextChoices):
        CREATE = "c", "Create"
        UPDATE = "u", "Update"
        UNCHANGED = "n", "Unchanged"
        DUPLICATE = "d", "Repeats another row"
        SKIP = "s", "Skip"
        CONFLICT = "k", "Conflict"
        LOOKALIKE = "p", "Perhaps known"
        FAIL = "f", "Fails"

    class Decision(models.TextChoices):
        UPDATE = "u", "Update this contact"
        CREATE = "c", "Create a contact"
        LEAVE = "s", "Leave out"

    pk = models.CompositePrimaryKey("run_id", "line")
    # Whoever plans or imports holds the run: the database need not look a million times whether it is there.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="plan_rows", db_index=False, db_constraint=False)
    line = models.PositiveIntegerField()
    disposition = models.CharField(max_length=1, choices=Disposition)
    contact = models.ForeignKey("contacts.Contact", models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(null=True)
    first_line = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=255, blank=True)
    decision = models.CharField(max_length=1, choices=Decision, blank=True, db_default="")
    changes = models.JSONField(null=True)

    personal_data = PersonalData(
        subject="contact",
        erase={"changes": None},
        keep={"run", "line", "disposition", "contact", "version", "first_line", "reason", "decision"},
        on_merge="stay",
        purpose=Use.IN_AND_OUT,
    )

    class Meta:
        verbose_name = "planned row"
        indexes = [models.Index(fields=["run", "disposition", "line"], name="import_plan_disposition")]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.get_disposition_display()}"
