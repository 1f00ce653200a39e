"""The pages of one merge of many groups: how far it is, and what became of it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.admin import run_pages
from contacts.admin.run_pages import is_own, load_anew, page, progress_page
from contacts.duplicates.merging_groups import cancel, settle_interrupted
from contacts.history import may_undo
from contacts.models import MergeRun
from contacts.tasks import queue_merge

HEADING = "Merging"


def current(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """How far it is; what became of it once it is done, or was interrupted."""
    run = settle_interrupted(run)
    if not run.is_finished:
        return progress_page(request, run, title=str(run), heading=HEADING, may_stop=may_stop(request, run))
    is_undoable = run.change_set is not None and may_undo(run.change_set, by=request.user)
    return page(request, run, "result", title=str(run), may_undo=is_undoable)


def progress_part(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    return load_anew() if run.is_finished else run_pages.progress_part(request, run, heading=HEADING)


@require_POST
def start(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """Do the rest of what was interrupted."""
    require_may_stop(request, run)
    queue_merge(settle_interrupted(run))
    return redirect(run)


@require_POST
def stop(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """Leave it at what is merged."""
    require_may_stop(request, run)
    cancel(run)
    return redirect(run)


def may_stop(request: HttpRequest, run: MergeRun) -> bool:
    """Whether the user may say how it goes on: whoever has asked for it, and who may change all records."""
    return is_own(request, run) or request.user.has_perm("contacts.change_all_records")


def require_may_stop(request: HttpRequest, run: MergeRun) -> None:
    """Raise PermissionDenied for everybody else."""
    if not may_stop(request, run):
        raise PermissionDenied
