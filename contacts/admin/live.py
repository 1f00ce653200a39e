"""Rows that are deleted softly: listed while they live, restored when somebody wants them back."""

from django.contrib import messages
from django.contrib.admin.utils import model_ngettext
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action

from contacts.admin.guarded import GuardedAdmin, may_edit
from contacts.admin.journalled import DOOR, JournalledAdmin
from contacts.admin.paging import PagedAdmin
from contacts.deletion import delete, restore
from contacts.exceptions import BelongsToOthers, CannotRestore

DELETED = "deleted"
NAMED_AT_MOST = 20


class DeletedFilter(DropdownFilter):
    """Lists the deleted rows instead of the live ones."""

    title = "state"
    parameter_name = DELETED
    all_option = ["", "Not deleted"]

    def lookups(self, request, model_admin):
        return [("yes", "Deleted")]

    def queryset(self, request, queryset):
        return queryset.deleted() if self.value() else queryset.live()


class LiveAdmin(PagedAdmin, GuardedAdmin, JournalledAdmin):
    """Deletes softly. A deleted row can be looked at and restored, not changed."""

    actions = ["restore_selected"]
    actions_on_top = True
    list_filter = [DeletedFilter]
    list_filter_submit = True
    change_form_outer_before_template = "admin/contacts/live/deleted_notice.html"
    delete_confirmation_template = "admin/contacts/live/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/contacts/live/delete_selected_confirmation.html"

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if asks_for_deleted(request) else queryset.live()

    def get_object(self, request, object_id, from_field=None):
        request.opens_row = True
        return super().get_object(request, object_id, from_field)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_live)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_live)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and not obj.is_live:
            context["may_restore"] = request.user.has_perm(f"contacts.change_{self.opts.model_name}") and may_edit(
                request, obj
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected" if asks_for_deleted(request) else "restore_selected", None)
        return actions

    def get_deleted_objects(self, objs, request):
        rows = self.model.objects.filter(pk__in=[obj.pk for obj in objs]) if isinstance(objs, list) else objs
        count = rows.count()
        named = [str(obj) for obj in rows[:NAMED_AT_MOST]]
        try:
            rows.require_editable_by(request.user)
        except BelongsToOthers as refusal:
            return named, {}, {f"{self.opts.verbose_name_plural} of colleagues ({refusal.facts['count']})"}, []
        return named, {model_ngettext(self.opts, count): count}, set(), []

    def delete_model(self, request, obj):
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        delete(queryset, by=request.user, door=DOOR)

    @action(description="Restore", permissions=["change"])
    def restore_selected(self, request, queryset):
        try:
            count = restore(queryset, by=request.user, door=DOOR)
        except (BelongsToOthers, CannotRestore) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            message = f"{count} {model_ngettext(self.opts, count)} restored."
            self.message_user(request, message, messages.SUCCESS)


def asks_for_deleted(request) -> bool:
    """Whether the request is for the list of deleted rows, or for one row, deleted or not."""
    return DELETED in request.GET or hasattr(request, "opens_row")
