"""Imports: every run with its own pages, and the problems that runs have met."""

from django.contrib import admin
from unfold.decorators import display

from contacts.admin import import_steps
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.models import ImportProblem, ImportRun

Status = ImportRun.Status
STATES = {
    Status.UPLOADED: ("warning", "Columns to confirm"),
    Status.PLANNING: ("info", "Being looked at"),
    Status.PLANNED: ("warning", "Preview to confirm"),
    Status.QUEUED: ("info", "Queued"),
    Status.RUNNING: ("info", "Running"),
    Status.DONE: ("success", "Done"),
    Status.CANCELLED: ("warning", "Stopped"),
    Status.FAILED: ("danger", "Failed"),
}


class ImportsAdmin(ReadOnlyAdmin):
    """For those who may import."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("contacts.import_contact")


@admin.register(ImportRun)
class ImportRunAdmin(StepsAdmin, ImportsAdmin):
    list_display = ["file_name", "state", "rows", "created", "updated", "failed", "created_by", "created_at"]
    list_filter = ["status"]
    list_select_related = ["created_by"]
    search_fields = ["file_name"]

    steps = {
        "encoding": import_steps.encoding,
        "again": import_steps.again,
        "progress": import_steps.progress_part,
        "failed-rows": import_steps.failed_rows,
        "columns": import_steps.map_again,
        "decide": import_steps.decide_rows,
        "start": import_steps.start,
        "stop": import_steps.stop,
        "preview-rows": import_steps.preview_file,
        "done-rows": import_steps.done_file,
        "unprocessed-rows": import_steps.unprocessed_file,
    }

    def current_step(self, request, row):
        return import_steps.STEPS[row.status](request, row)

    @display(description="Status", ordering="status", label={status: look for status, (look, _) in STATES.items()})
    def state(self, obj):
        return obj.status, STATES[obj.status][1]


@admin.register(ImportProblem)
class ImportProblemAdmin(ImportsAdmin):
    list_display = ["line", "column", "severity", "value_class", "reason", "run"]
    list_filter = ["severity"]
    list_select_related = ["run"]
