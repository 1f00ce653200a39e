"""The page that tells the history of a row."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

from contacts.history import timeline


class HistoryPage:
    """Tells the history that the database keeps, in place of the admin's own log."""

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        told = timeline(row, to=request.user) if hasattr(row, "pgh_event_model") else None
        context = self.admin_site.each_context(request) | {
            "title": f"History of {row}",
            "original": row,
            "opts": self.opts,
            "timeline": told,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/contacts/history.html", context)
