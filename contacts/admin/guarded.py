"""Rows that not everybody may see, or change."""

from django.core.exceptions import PermissionDenied


class GuardedAdmin:
    """Shows the rows that the user may see, and lets them change those that they may change."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def history_view(self, request, object_id, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or may_edit(request, obj))


def may_edit(request, obj) -> bool:
    """Whether the user may change the row; the database is asked once for each request."""
    known = request.__dict__.setdefault("editable_rows", {})
    key = (type(obj), obj.pk)
    if key not in known:
        known[key] = type(obj).objects.editable_by(request.user).filter(pk=obj.pk).exists()
    return known[key]
