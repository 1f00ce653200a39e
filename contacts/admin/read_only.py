"""Tables that the program alone writes."""

from unfold.admin import ModelAdmin

from contacts.admin.paging import PagedAdmin


class ReadOnlyAdmin(PagedAdmin, ModelAdmin):
    """Shows rows; adds, changes and deletes none."""

    actions = None

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
