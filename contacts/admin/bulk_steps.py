"""The pages of one bulk change: what would happen, how far it is, what became of it."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from contacts.admin.journalled import DOOR
from contacts.bulk import BulkPlan, cancel, settle_interrupted
from contacts.exceptions import Refused
from contacts.models import BulkRun
from contacts.tasks import start_bulk

CHANGE_ALL = "contacts.change_all_records"


def preview(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """What would happen: counted, and shown for the first few contacts."""
    try:
        plan = BulkPlan.of(run)
        samples = plan.samples()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(list_address(run))
    context = {"plan": plan, "samples": samples, "list_url": list_address(run), "is_own": is_own(request, run)}
    return page(request, run, "preview", **context)


def progress(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """How far the change is; if it was killed, its result so far."""
    run = settle_interrupted(run)
    if run.is_finished:
        return result(request, run)
    return page(request, run, "progress", percent=percent(run), may_cancel=may_cancel(request, run))


def progress_part(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    if run.is_finished:
        return HttpResponse(headers={"HX-Refresh": "true"}, status=HTTPStatus.OK)
    context = {"run": run, "percent": percent(run)}
    return TemplateResponse(request, "admin/contacts/bulk/progress_part.html", context)


def result(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """What became of the contacts."""
    may_undo = run.change_set and request.user.has_perm("contacts.view_changeset")
    return page(request, run, "result", may_undo=may_undo, is_own=is_own(request, run), list_url=list_address(run))


@require_POST
def start(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Do what the preview has shown, or the rest of what was interrupted."""
    if not is_own(request, run):
        raise PermissionDenied
    try:
        start_bulk(run, door=DOOR)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@require_POST
def stop(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Leave it at what is done; a plan goes."""
    if not may_cancel(request, run):
        raise PermissionDenied
    if run.status == BulkRun.Status.PLANNED:
        address = list_address(run)
        run.delete()
        return redirect(address)
    cancel(run)
    return redirect(run)


def page(request: HttpRequest, run: BulkRun, name: str, **context: Any) -> HttpResponse:
    """A page of the change in the frame of the admin."""
    frame = admin.site.each_context(request) | {"opts": run._meta, "original": run, "run": run, "title": run.title}
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/contacts/bulk/{name}.html", frame | context)


def is_own(request: HttpRequest, run: BulkRun) -> bool:
    """Whether the user has asked for it: it is done in their name."""
    return run.created_by_id == request.user.pk


def may_cancel(request: HttpRequest, run: BulkRun) -> bool:
    """Whether the user may stop it."""
    return is_own(request, run) or request.user.has_perm(CHANGE_ALL)


def percent(run: BulkRun) -> int:
    """What share is done, in per cent."""
    return round(run.progress * 100)


def list_address(run: BulkRun) -> str:
    """The list that the contacts were selected in."""
    filters = run.selection.get("filters", {})
    return reverse("admin:contacts_contact_changelist") + (f"?{urlencode(filters)}" if filters else "")


STEPS = {
    BulkRun.Status.PLANNED: preview,
    BulkRun.Status.QUEUED: progress,
    BulkRun.Status.RUNNING: progress,
    BulkRun.Status.DONE: result,
    BulkRun.Status.FAILED: result,
    BulkRun.Status.CANCELLED: result,
}
