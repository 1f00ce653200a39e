"""The record of processing activities: a page to read, and files to hand over."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from gdpr.record import FORMATS, activities
from gdpr.record.formats import TITLES

TYPES = {"md": "text/markdown", "json": "application/json", "csv": "text/csv"}


class RecordPage:
    """Adds the page to the admin of purposes, for whoever may look at those."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("record/", view(self.record_view), name="gdpr_purpose_record"),
            path("record/<slug:kind>/", view(self.record_file_view), name="gdpr_purpose_record_file"),
            *super().get_urls(),
        ]

    def record_view(self, request):
        """What is processed, for what, of whom, and how long."""
        self._require_permission(request)
        told = [(each, [(TITLES[sort], names) for sort, names in each.data.items()]) for each in activities()]
        context = self.admin_site.each_context(request) | {
            "title": "Record of processing",
            "opts": self.opts,
            "activities": told,
            "kinds": list(FORMATS),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gdpr/purpose/record.html", context)

    def record_file_view(self, request, kind):
        """The record as a file."""
        self._require_permission(request)
        if kind not in FORMATS:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="record-of-processing.{kind}"'}
        return HttpResponse(FORMATS[kind](activities()), content_type=f"{TYPES[kind]}; charset=utf-8", headers=headers)

    def _require_permission(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
