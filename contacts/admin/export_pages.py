"""The export page and action: django-import-export's, with files that are written as they are sent."""

import tempfile
from itertools import chain

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import redirect
from import_export.admin import ExportActionMixin
from import_export.formats.base_formats import CSV, XLSX
from unfold.contrib.import_export.forms import ExportForm

from contacts.admin.paging import NO_SUCH_PAGE
from contacts.exporting import csv_lines, write_xlsx

# Excel takes a file without the mark for one in the Windows encoding.
BYTE_ORDER_MARK = "\ufeff"


class ExportPages(ExportActionMixin):
    """Exports what the list shows, or what is selected in it."""

    export_formats = [CSV, XLSX]
    export_form_class = ExportForm
    export_template_name = "admin/contacts/contact/export.html"
    # A form between would carry every selected id, of which a request takes a thousand.
    skip_export_form_from_action = True
    show_change_form_export = False
    change_form_template = None

    def has_export_permission(self, request):
        return super().has_export_permission(request) and self.has_view_permission(request)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "export_admin_action" in actions:
            run, name, _ = actions["export_admin_action"]
            actions[name] = run, name, "Export"
        return actions

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            self.message_user(request, NO_SUCH_PAGE, messages.WARNING)
            return redirect(request.path)

    def _do_file_export(self, file_format, request, queryset, export_form=None):
        stream = self.stream_workbook if isinstance(file_format, XLSX) else self.stream_text
        response = stream(queryset)
        name = self.get_export_filename(request, queryset, file_format)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def stream_text(self, queryset):
        lines = chain([BYTE_ORDER_MARK], csv_lines(queryset))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")

    def stream_workbook(self, queryset):
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        write_xlsx(queryset, file)
        file.seek(0)
        return FileResponse(file, content_type=XLSX.CONTENT_TYPE)
