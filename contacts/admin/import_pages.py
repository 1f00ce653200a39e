"""The import page of the contact list: django-import-export's address, permission and look, our own engine."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from import_export.admin import ImportMixin

from contacts.admin.import_forms import UploadForm
from contacts.uploads import is_too_large


class ImportPages(ImportMixin):
    """Takes a file in as a run; the run's own pages do the rest."""

    def import_action(self, request, **kwargs):
        if not self.has_import_permission(request):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*posted, is_too_large=is_too_large(request.META))
        if form.is_valid():
            return redirect(form.take_in(by=request.user))
        context = {"title": "Import contacts", "form": form, "opts": self.opts, "media": self.media + form.media}
        request.current_app = self.admin_site.name
        template = "admin/contacts/importrun/upload.html"
        return TemplateResponse(request, template, self.admin_site.each_context(request) | context)

    def process_import(self, request, **kwargs):
        # The library's second step would hold the whole file in memory.
        raise Http404
