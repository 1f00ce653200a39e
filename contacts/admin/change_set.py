"""Change sets: who wrote what kind of thing, when, through which door."""

from django.contrib import admin

from contacts.admin.read_only import ReadOnlyAdmin
from contacts.models import ChangeSet


@admin.register(ChangeSet)
class ChangeSetAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "kind", "actor", "door", "reason", "finished_at"]
    list_filter = ["kind", "door"]
    list_select_related = ["actor"]
    fields = ["kind", "door", "actor", "reason", "started_at", "finished_at"]
