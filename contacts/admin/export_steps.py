"""The pages of one export: how far it is, its file, what became of it."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.admin import run_pages
from contacts.admin.run_pages import is_own, load_anew, page, progress_page
from contacts.exporting import FORMATS, PERMISSION, cancel, has_file, settle_interrupted
from contacts.exporting.columns import labels
from contacts.models import ExportRun
from contacts.tasks import queue_export

Status = ExportRun.Status
TITLE = "Export"


def current(request: HttpRequest, run: ExportRun) -> HttpResponse:
    """How far the export is, or what became of it."""
    run = settle_interrupted(run)
    if run.status in (Status.QUEUED, Status.RUNNING):
        return progress_page(request, run, title=TITLE, heading=run.contacts, may_stop=is_own(request, run))
    return result(request, run)


def progress_part(request: HttpRequest, run: ExportRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    return load_anew() if run.is_finished else run_pages.progress_part(request, run, heading=run.contacts)


def result(request: HttpRequest, run: ExportRun, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """What became of the export; where its file has gone, that is said."""
    known = labels()
    context = {
        "format": FORMATS[run.kind].label,
        "columns": [known.get(name, name) for name in run.columns],
        "has_file": has_file(run),
        "may_export": request.user.has_perm(PERMISSION),
    }
    return page(request, run, "result", title=TITLE, status=status, **context)


def file(request: HttpRequest, run: ExportRun) -> HttpResponse:
    """The file: for whoever has asked for it, as long as they may export and it is kept."""
    if not is_own(request, run) or not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if not has_file(run):
        return result(request, run, HTTPStatus.GONE)
    content_type = FORMATS[run.kind].content_type
    return FileResponse(run.file.open("rb"), as_attachment=True, filename=run.file_name, content_type=content_type)


@require_POST
def start(request: HttpRequest, run: ExportRun) -> HttpResponse:
    """Begin anew what was interrupted."""
    if not is_own(request, run) or not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    queue_export(run)
    return redirect(run)


@require_POST
def stop(request: HttpRequest, run: ExportRun) -> HttpResponse:
    """Have the export stop."""
    if not is_own(request, run):
        raise PermissionDenied
    cancel(run)
    return redirect(run)
