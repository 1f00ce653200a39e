"""Tasks."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter
from unfold.decorators import display

from contacts.admin.journalled import DOOR
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.admin.versioned import OPENED, VersionedForm
from contacts.editing import edit
from contacts.models import Task


class DoneFilter(DropdownFilter):
    """Lists what is to do, unless somebody asks for what is done."""

    title = "progress"
    parameter_name = "done"
    all_option = ["", "To do"]

    def lookups(self, request, model_admin):
        return [("yes", "Done"), ("all", "To do and done")]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.filter(done_at__isnull=self.value() != "yes")


class TaskForm(VersionedForm):
    """A task."""


@admin.register(Task)
class TaskAdmin(OwnedAdmin, LiveAdmin):
    form = TaskForm
    list_display = ["title", "about", "due_at", "priority_label", "owner", "is_done"]
    list_filter = [
        "priority",
        DoneFilter,
        ("owner", AutocompleteSelectFilter),
        DeletedFilter,
    ]
    list_select_related = ["contact", "deal", "owner"]
    search_fields = ["title", "contact__last_name"]
    search_help_text = "Task or last name"
    autocomplete_fields = ["contact", "deal", "owner"]
    fieldsets = [
        ("Task", {"fields": ["title", ("due_at", "done_at"), ("priority", "owner")]}),
        ("About", {"fields": [("contact", "deal")]}),
        OPENED,
    ]

    def get_urls(self):
        done = self.admin_site.admin_view(require_POST(self.done_view))
        return [path("<path:object_id>/done/", done, name="contacts_task_done"), *super().get_urls()]

    def done_view(self, request, object_id):
        """Note that a task is done, or is not; the page that asked is loaded anew."""
        task = self.get_object(request, unquote(object_id))
        if task is None or not task.is_live:
            raise Http404
        if not self.has_change_permission(request, task):
            raise PermissionDenied
        if (request.POST.get("done") == "yes") != (task.done_at is not None):
            edit(task, {"done_at": None if task.done_at else timezone.now()}, by=request.user, door=DOOR)
        return HttpResponse(headers={"HX-Refresh": "true"})

    @display(description="About", ordering="contact", header=True)
    def about(self, obj):
        return [obj.contact or obj.deal, obj.deal if obj.contact else None]

    @display(
        description="Priority",
        ordering="priority",
        label={Task.Priority.LOW: "info", Task.Priority.NORMAL: None, Task.Priority.HIGH: "danger"},
    )
    def priority_label(self, obj):
        return obj.priority, obj.get_priority_display()

    @display(description="Done", ordering="done_at", boolean=True)
    def is_done(self, obj):
        return obj.done_at is not None
