"""Tasks."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from contacts.admin.live import DeletedFilter, LiveAdmin
from contacts.admin.owned import OwnedAdmin
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
