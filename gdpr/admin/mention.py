"""Texts about others that name who was erased: a human decides about each."""

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST
from unfold.decorators import display

from contacts.admin.journalled import DOOR
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from gdpr.erasing.mentions import PERMISSION, leave, redact, redaction_of, row_of
from gdpr.exceptions import Refused
from gdpr.models import Mention

Status = Mention.Status
STATES = {Status.OPEN: "warning", Status.REDACTED: "success", Status.LEFT: "info"}
DONE = "That was the last one: no text is waiting."


@require_POST
def redacted(request, mention):
    """Write what is proposed, and show the next one."""
    try:
        redact(mention, by=request.user, door=DOOR)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(mention)
    return _next(request)


@require_POST
def left(request, mention):
    """Note that somebody else is meant, and show the next one."""
    try:
        leave(mention, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(mention)
    return _next(request)


@admin.register(Mention)
class MentionAdmin(StepsAdmin, ReadOnlyAdmin):
    list_display = ["where", "state", "erasure", "decided_by", "decided_at"]
    list_filter = ["status", "erasure"]
    list_select_related = ["erasure", "decided_by"]
    steps = {"redact": redacted, "leave": left}

    def current_step(self, request, row):
        """The text, and what is proposed."""
        if not request.user.has_perm("gdpr.view_mention"):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "mention": row,
            "redaction": redaction_of(row),
            "record_url": self._address_of(row_of(row)),
            "is_history": hasattr(apps.get_model(row.table), "pgh_tracked_model"),
            "may_decide": request.user.has_perm(PERMISSION) and row.status == Status.OPEN,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gdpr/mention/mention.html", context)

    @admin.display(description="Where", ordering="table")
    def where(self, obj):
        return str(obj)

    @display(description="Status", ordering="status", label=STATES)
    def state(self, obj):
        return obj.status, obj.get_status_display()

    def _address_of(self, row):
        """The page of the row that holds the text, or held it."""
        if row is None or not self.admin_site.is_registered(type(row)):
            return ""
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _next(request):
    waiting = Mention.objects.filter(status=Status.OPEN).first()
    if waiting is None:
        messages.success(request, DONE)
    return redirect(waiting or "admin:gdpr_mention_changelist")
