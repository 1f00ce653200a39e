"""Merges of many groups of duplicates: every run with its own pages."""

from django.contrib import admin
from unfold.decorators import display

from contacts.admin import merge_run_steps
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.models import MergeRun

Status = MergeRun.Status
STATES = {
    Status.QUEUED: "info",
    Status.RUNNING: "info",
    Status.DONE: "success",
    Status.FAILED: "danger",
    Status.CANCELLED: "warning",
}


@admin.register(MergeRun)
class MergeRunAdmin(StepsAdmin, ReadOnlyAdmin):
    """Everybody sees those that they have asked for; all of them who may view the table."""

    list_display = ["__str__", "state", "merged", "left", "created_by", "created_at"]
    list_filter = ["status"]
    list_select_related = ["created_by"]
    steps = {"start": merge_run_steps.start, "stop": merge_run_steps.stop, "progress": merge_run_steps.progress_part}

    def has_view_permission(self, request, obj=None):
        is_own = obj is not None and obj.created_by_id == request.user.pk
        return is_own or super().has_view_permission(request, obj)

    def current_step(self, request, row):
        return merge_run_steps.current(request, row)

    @display(description="Status", ordering="status", label=STATES)
    def state(self, obj):
        return obj.status, obj.get_status_display()
