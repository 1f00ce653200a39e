"""Certificates of erasures: what was erased, what is still to be done, who is told."""

from django.apps import apps
from django.contrib import admin
from django.template.response import TemplateResponse
from unfold.decorators import display

from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from gdpr.models import Erasure, Mention

Status = Erasure.Status
STATES = {Status.ERASED: "warning", Status.VERIFIED: "success"}


@admin.register(Erasure)
class ErasureAdmin(StepsAdmin, ReadOnlyAdmin):
    list_display = ["__str__", "state", "people", "reason", "erased_by", "door"]
    list_filter = ["status", "door"]
    list_select_related = ["erased_by"]

    def current_step(self, request, row):
        """The certificate."""
        context = self.admin_site.each_context(request) | {
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "erasure": row,
            "rows": sorted((_name(label, count), count) for label, count in row.counts.items() if _is_of_people(label)),
            "kept": {label.rpartition(".")[2]: count for label, count in row.counts.items()},
            "open_mentions": row.mentions.filter(status=Mention.Status.OPEN).count(),
            "notices": row.notices.select_related("recipient"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/gdpr/erasure/certificate.html", context)

    @display(description="Status", ordering="status", label=STATES)
    def state(self, obj):
        return obj.status, obj.get_status_display()


def _is_of_people(label: str) -> bool:
    """Whether the rows told something; others were made by the erasure itself."""
    return label not in ("gdpr.suppression", "gdpr.erasuretrace", "gdpr.erasurenotice")


def _name(label: str, count: int) -> str:
    """What the rows of a table are called; of a history, that they are versions of these."""
    model = apps.get_model(label)
    tracked = getattr(model, "pgh_tracked_model", None)
    meta = (tracked or model)._meta
    if tracked:
        return f"versions of {meta.verbose_name_plural}"
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
