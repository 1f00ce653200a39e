"""Tasks."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from contacts.admin.journalled import DOOR
from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
from contacts.editing import edit
from contacts.models import Task


@admin.register(Task)
class TaskAdmin(OwnedAdmin, LiveAdmin):
    list_display = ["title", "about", "due_at", "priority_label", "owner", "is_done"]
    list_filter = [
        "priority",
        ("done_at", admin.EmptyFieldListFilter),
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
    ]

    def get_urls(self):
        done = self.admin_site.admin_view(require_POST(self.done_view))
        return [path("<path:object_id>/done/", done, name="contacts_task_done"), *super().get_urls()]

    def done_view(self, request, object_id):
        """Tick a task off, or open it again; the page that asked is loaded anew."""
        task = self.get_object(request, unquote(object_id))
        if task is None or not self.has_change_permission(request, task):
            raise PermissionDenied
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
