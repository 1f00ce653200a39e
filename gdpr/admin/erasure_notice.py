"""Who has to delete their copies of who was erased; whoever exports sees what they are told themselves."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST
from unfold.decorators import display

from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.exporting import PERMISSION as EXPORT
from gdpr.erasing.follow_up import erased_by
from gdpr.erasing.notices import PERMISSION, acknowledge
from gdpr.exceptions import Refused
from gdpr.models import ErasureNotice

Status = ErasureNotice.Status
STATES = {Status.WAITING: "warning", Status.ACKNOWLEDGED: "success"}


@require_POST
def acknowledged(request, notice):
    """Note that the copies are deleted."""
    try:
        acknowledge(notice, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(notice)


@admin.register(ErasureNotice)
class ErasureNoticeAdmin(StepsAdmin, ReadOnlyAdmin):
    list_display = ["erasure", "recipient", "state", "exports", "last_export_at", "acknowledged_at"]
    list_filter = ["status"]
    list_select_related = ["erasure", "recipient"]
    steps = {"acknowledge": acknowledged}

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if sees_all(request) else rows.filter(recipient=request.user.pk)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return sees_all(request) or request.user.has_perm(EXPORT)
        return sees_all(request) or obj.recipient_id == request.user.pk

    def current_step(self, request, row):
        """What is to be deleted."""
        is_own = row.recipient_id == request.user.pk
        context = self.admin_site.each_context(request) | {
            "title": "Delete your copies",
            "opts": self.opts,
            "original": row,
            "notice": row,
            "ids": erased_by(row.erasure),
            "may_acknowledge": row.status == Status.WAITING and (is_own or request.user.has_perm(PERMISSION)),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gdpr/erasurenotice/notice.html", context)

    @display(description="Status", ordering="status", label=STATES)
    def state(self, obj):
        return obj.status, obj.get_status_display()


def sees_all(request) -> bool:
    """Whether the user may look at everybody's notices."""
    return request.user.has_perm("gdpr.view_erasurenotice")
