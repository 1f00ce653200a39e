"""Imports: every run with its own pages, and the problems that runs have met."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.urls import path
from unfold.decorators import display

from contacts.admin import import_steps
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.models import ImportProblem, ImportRun

Status = ImportRun.Status
STATES = {
    Status.UPLOADED: ("warning", "Columns to confirm"),
    Status.QUEUED: ("info", "Queued"),
    Status.RUNNING: ("info", "Running"),
    Status.DONE: ("success", "Done"),
    Status.FAILED: ("danger", "Failed"),
}


class ImportsAdmin(ReadOnlyAdmin):
    """For those who may import."""

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("contacts.import_contact")


@admin.register(ImportRun)
class ImportRunAdmin(ImportsAdmin):
    list_display = ["file_name", "state", "rows", "created", "updated", "failed", "created_by", "created_at"]
    list_filter = ["status"]
    list_select_related = ["created_by"]
    search_fields = ["file_name"]

    def get_urls(self):
        steps = {
            "encoding": import_steps.encoding,
            "again": import_steps.again,
            "progress": import_steps.progress_part,
            "failed-rows": import_steps.failed_rows,
        }
        own = [
            path(f"<path:object_id>/{name}/", self.step(view), name=f"contacts_importrun_{name.replace('-', '_')}")
            for name, view in steps.items()
        ]
        return [*own, *super().get_urls()]

    def step(self, view):
        """The view of one run, guarded as the admin's own."""

        def open_step(request, object_id):
            run = self.get_object(request, unquote(object_id))
            if not self.has_view_permission(request, run):
                raise PermissionDenied
            if run is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return view(request, run)

        return self.admin_site.admin_view(open_step)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.step(lambda request, run: import_steps.STEPS[run.status](request, run))(request, object_id)

    @display(description="Status", ordering="status", label={status: look for status, (look, _) in STATES.items()})
    def state(self, obj):
        return obj.status, STATES[obj.status][1]


@admin.register(ImportProblem)
class ImportProblemAdmin(ImportsAdmin):
    list_display = ["line", "column", "severity", "value_class", "reason", "run"]
    list_filter = ["severity"]
    list_select_related = ["run"]
