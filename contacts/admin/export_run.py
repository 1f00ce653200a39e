"""The journal of exports: every run with its own pages."""

from django.contrib import admin

from contacts.admin import export_steps
from contacts.admin.run_pages import RunAdmin, is_own
from contacts.exporting import FORMATS, PERMISSION
from contacts.models import ExportRun


@admin.register(ExportRun)
class ExportRunAdmin(RunAdmin):
    """Whoever exports sees their own; all of them who may view the table."""

    list_display = ["contacts", "state", "rows", "format", "how_many_columns", "created_by", "door", "created_at"]
    list_filter = ["status", "door"]
    steps = {
        "start": export_steps.start,
        "stop": export_steps.stop,
        "progress": export_steps.progress_part,
        "file": export_steps.file,
    }

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if sees_all(request) else rows.filter(created_by=request.user)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return sees_all(request) or request.user.has_perm(PERMISSION)
        return sees_all(request) or is_own(request, obj)

    def current_step(self, request, row):
        return export_steps.current(request, row)

    @admin.display(description="Format", ordering="kind")
    def format(self, obj):
        return FORMATS[obj.kind].label

    @admin.display(description="Columns")
    def how_many_columns(self, obj):
        return f"all {len(obj.columns)}" if obj.has_all_columns else len(obj.columns)


def sees_all(request) -> bool:
    """Whether the user may look at everybody's exports."""
    return request.user.has_perm("contacts.view_exportrun")
