"""The pages of one bulk change: what would happen, how far it is, what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from contacts.admin import run_pages
from contacts.admin.journalled import DOOR
from contacts.admin.run_pages import is_own, load_anew, page, progress_page
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
    context = {"plan": plan, "samples": samples, "list_url": list_address(run)}
    return page(request, run, "preview", title=run.title, **context)


def progress(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """How far the change is; if it was killed, its result so far."""
    run = settle_interrupted(run)
    if run.is_finished:
        return result(request, run)
    return progress_page(request, run, title=run.title, heading=run.title, may_stop=may_stop(request, run))


def progress_part(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    return load_anew() if run.is_finished else run_pages.progress_part(request, run, heading=run.title)


def result(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """What became of the contacts."""
    may_undo = run.change_set and request.user.has_perm("contacts.view_changeset")
    # One that was never begun has nothing to go on with.
    may_go_on = run.change_set and is_own(request, run)
    context = {"may_undo": may_undo, "may_go_on": may_go_on, "list_url": list_address(run)}
    return page(request, run, "result", title=run.title, **context)


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
    if not may_stop(request, run):
        raise PermissionDenied
    if run.status == BulkRun.Status.PLANNED:
        address = list_address(run)
        run.delete()
        return redirect(address)
    cancel(run)
    return redirect(run)


def may_stop(request: HttpRequest, run: BulkRun) -> bool:
    """Whether the user may stop it."""
    return is_own(request, run) or request.user.has_perm(CHANGE_ALL)


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
