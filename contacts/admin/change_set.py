"""Change sets: who wrote what kind of thing, when, through which door; each can be taken back."""

from django.contrib import admin

from contacts.admin import undo_page
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.models import ChangeSet


@admin.register(ChangeSet)
class ChangeSetAdmin(StepsAdmin, ReadOnlyAdmin):
    """Everybody sees their own; all of them who may view the table."""

    list_display = ["started_at", "kind", "actor", "door", "reason", "finished_at"]
    list_filter = ["kind", "door"]
    list_select_related = ["actor"]
    steps = {"undo": undo_page.undo, "undo-state": undo_page.state_part}

    def has_view_permission(self, request, obj=None):
        is_own = obj is not None and obj.actor_id == request.user.pk
        return is_own or super().has_view_permission(request, obj)

    def current_step(self, request, row):
        return undo_page.overview(request, row)
