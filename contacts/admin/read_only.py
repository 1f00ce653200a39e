"""Tables that the program alone writes."""

from unfold.admin import ModelAdmin

from contacts.admin.history_page import HistoryPage
from contacts.admin.paging import PagedAdmin


class ReadOnlyAdmin(PagedAdmin, HistoryPage, ModelAdmin):
    """Shows rows; adds, changes and deletes none."""

    actions = None
    empty_value_display = "–"

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
