"""The export of contacts: of those that the list shows, or of those that are selected in it."""

import tempfile
from contextlib import ExitStack

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from import_export.admin import ExportMixin
from unfold.decorators import action

from contacts.admin.bulk_page import filtered_selection, selection_of
from contacts.admin.export_form import ExportForm
from contacts.admin.journalled import DOOR
from contacts.exceptions import Refused
from contacts.exporting import AT_ONCE, FORMATS, keep, last_choice, send
from contacts.exporting.wording import in_words
from contacts.models import ExportRun
from contacts.selection import Selection, contacts_of
from contacts.tasks import queue_export


class ExportPages(ExportMixin):
    """Asks for format and columns; small exports are sent at once, large ones are made by a worker."""

    def has_export_permission(self, request):
        return super().has_export_permission(request) and self.has_view_permission(request)

    def export_action(self, request):
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            return self.export_page(request, filtered_selection(request))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:contacts_contact_changelist")

    @action(description="Export", permissions=["export"])
    def export_selected(self, request, queryset):
        try:
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            return self.export_page(request, selection_of(request, queryset), chosen=chosen)
        except Refused as refusal:
            return self.message_user(request, str(refusal), messages.ERROR)

    def export_page(self, request, selection: Selection, **context):
        """The page that asks; once it is filled in, the file. Raises UnknownFilter and UnknownFilterValue."""
        count = contacts_of(selection, request.user).count()
        form = ExportForm(request.POST if "apply" in request.POST else None, last=last_choice(request.user))
        if form.is_valid():
            kind, columns = form.cleaned_data["kind"], form.chosen()
            try:
                return file_of(keep(selection, kind=kind, columns=columns, by=request.user, door=DOOR))
            except Refused as refusal:
                form.add_error(None, str(refusal))
        context |= {
            "title": "Export contacts",
            "opts": self.opts,
            "form": form,
            "contacts": in_words(selection),
            "count": count,
            "is_large": count > AT_ONCE,
            "is_across": selection.ids is None,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        template = "admin/contacts/exportrun/choose.html"
        return TemplateResponse(request, template, self.admin_site.each_context(request) | context)


def file_of(run: ExportRun):
    """The file itself where it is small; else the page that shows how far it is. Raises Refused."""
    if run.total > AT_ONCE:
        queue_export(run)
        return redirect(run)
    with ExitStack() as to_be_closed:
        file = to_be_closed.enter_context(tempfile.TemporaryFile())
        send(run, file)
        # From here on the response closes it.
        to_be_closed.pop_all()
    file.seek(0)
    content_type = FORMATS[run.kind].content_type
    return FileResponse(file, as_attachment=True, filename=run.file_name, content_type=content_type)
