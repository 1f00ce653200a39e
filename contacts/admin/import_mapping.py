"""Saved mappings: what they say, and throwing away those that nobody needs."""

from django.contrib import admin
from django.utils.html import format_html_join

from contacts.admin.import_choices import label
from contacts.admin.import_run import ImportsAdmin
from contacts.importing.vocabulary import CUSTOM, Mode
from contacts.models import ImportMapping, ImportRun


@admin.register(ImportMapping)
class ImportMappingAdmin(ImportsAdmin):
    """A version is read or thrown away; a new one is made where the columns of a file are settled."""

    list_display = ["name", "version", "created_by", "created_at"]
    list_select_related = ["created_by"]
    search_fields = ["name"]
    fields = readonly_fields = ["name", "version", "columns", "constants", "match_by", "created_by", "created_at"]

    def has_delete_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def columns(self, obj):
        taken = ((name, choice) for name, choice in obj.choices["columns"].items() if choice["field"])
        rows = ((name, field_name(choice["field"]), _how(choice)) for name, choice in taken)
        return format_html_join("", "<div><strong>{}</strong> → {}{}</div>", rows)

    def constants(self, obj):
        return ", ".join(f"{field_name(name)}: {value}" for name, value in obj.choices["constants"].items()) or "—"

    constants.short_description = "the same for every row"

    def match_by(self, obj):
        system = obj.choices["id_system"]
        words = ImportRun.MatchBy(obj.choices["match_by"]).label
        return f"{words} ({system})" if system else words

    match_by.short_description = "contacts are found by"


def field_name(name: str) -> str:
    """What people call the field."""
    return name.removeprefix(CUSTOM).replace("_", " ").capitalize() if name.startswith(CUSTOM) else label(name)


def _how(choice: dict[str, str]) -> str:
    mode = f" ({Mode(choice['mode']).label.lower()})" if choice["mode"] else ""
    return f"{mode}, blank cells mean “{choice['default']}”" if choice["default"] else mode
