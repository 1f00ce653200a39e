"""Saved views: what they are called, who sees them, and throwing them away."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from contacts.admin.guarded import GuardedAdmin, may_edit
from contacts.admin.history_page import HistoryPage
from contacts.admin.list_form import in_english
from contacts.admin.paging import PagedAdmin
from contacts.admin.view_forms import ViewForm
from contacts.models import SavedView
from contacts.querysets import SHARE_VIEWS, may_see_contacts
from contacts.saved_views import delete_view, rename_view


@admin.register(SavedView)
class SavedViewAdmin(PagedAdmin, GuardedAdmin, HistoryPage, ModelAdmin):
    """What a view shows is changed in the list of contacts itself."""

    form = ViewForm
    list_display = ["name", "shows", "is_shared", "created_by"]
    list_select_related = ["created_by"]
    list_filter = ["is_shared"]
    search_fields = ["name"]
    fields = ["name", "is_shared", "shows", "created_by"]
    readonly_fields = ["shows", "created_by"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).named()

    def has_module_permission(self, request):
        return may_see_contacts(request.user)

    def has_view_permission(self, request, obj=None):
        return may_see_contacts(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return may_see_contacts(request.user) and (obj is None or may_edit(request, obj))

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *([] if request.user.has_perm(SHARE_VIEWS) else ["is_shared"])]

    def save_model(self, request, obj, form, change):
        rename_view(obj, name=obj.name, is_shared=obj.is_shared, by=request.user)

    def delete_model(self, request, obj):
        delete_view(obj, by=request.user)

    def log_change(self, request, obj, message):
        """Nobody asks what became of a view."""

    def log_deletions(self, request, queryset):
        """Nor of one that is gone."""

    @admin.display(description="Who is shown")
    def shows(self, obj):
        return in_english(obj.filters) if obj.filters else "All contacts."
