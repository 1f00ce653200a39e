"""The pages of one merge of many groups: how far it is, and what became of it."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from contacts.duplicates.merging_groups import cancel, settle_interrupted
from contacts.history import may_undo
from contacts.models import MergeRun
from contacts.tasks import queue_merge


def current(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """How far it is; what became of it once it is done, or was interrupted."""
    run = settle_interrupted(run)
    if not run.is_finished:
        return page(request, run, "progress")
    is_undoable = run.change_set is not None and may_undo(run.change_set, by=request.user)
    return page(request, run, "result", may_undo=is_undoable)


def progress_part(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """The moving part of the page; tells the browser to load the result once there is one."""
    run = settle_interrupted(run)
    if run.is_finished:
        return HttpResponse(headers={"HX-Refresh": "true"}, status=HTTPStatus.OK)
    return TemplateResponse(request, "admin/contacts/mergerun/progress_part.html", {"run": run})


@require_POST
def start(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """Do the rest of what was interrupted."""
    require_own(request, run)
    queue_merge(settle_interrupted(run))
    return redirect(run)


@require_POST
def stop(request: HttpRequest, run: MergeRun) -> HttpResponse:
    """Leave it at what is merged."""
    require_own(request, run)
    cancel(run)
    return redirect(run)


def page(request: HttpRequest, run: MergeRun, name: str, **context: Any) -> HttpResponse:
    """A page of the merge in the frame of the admin."""
    frame = admin.site.each_context(request) | {"opts": run._meta, "original": run, "run": run, "title": str(run)}
    request.current_app = admin.site.name
    shown = frame | {"is_own": is_own(request, run)} | context
    return TemplateResponse(request, f"admin/contacts/mergerun/{name}.html", shown)


def is_own(request: HttpRequest, run: MergeRun) -> bool:
    """Whether the user has asked for it: it is done in their name."""
    return run.created_by_id == request.user.pk


def require_own(request: HttpRequest, run: MergeRun) -> None:
    """Raise PermissionDenied for everybody else, but those who may change all records."""
    if not (is_own(request, run) or request.user.has_perm("contacts.change_all_records")):
        raise PermissionDenied
