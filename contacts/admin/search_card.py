"""The search for duplicates on top of their list: the last one, how far one is, and a button for another."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from contacts.admin.pair_queue import may_decide
from contacts.duplicates.finding import settle_interrupted
from contacts.models import DuplicateRun
from contacts.tasks import is_search_queued, queue_search


def context(request: HttpRequest) -> dict[str, Any]:
    """What the card tells."""
    run = DuplicateRun.objects.select_related("created_by").first()
    if run and run.is_under_way:
        run = settle_interrupted(run)
    is_searching = is_search_queued() or bool(run and run.is_under_way)
    percent = round(run.progress * 100) if run and run.is_under_way else 0
    return {"search": run, "is_searching": is_searching, "percent": percent, "may_decide": may_decide(request.user)}


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Have the workers search: contacts that were changed, or all of them."""
    if not may_decide(request.user):
        raise PermissionDenied
    queue_search(by=request.user, changed_only=request.POST.get("which") != "all")
    return redirect("admin:contacts_duplicatepair_changelist")


def state_part(request: HttpRequest) -> HttpResponse:
    """The moving part of the card; tells the browser to load the list again once the search is over."""
    told = context(request)
    if told["is_searching"]:
        return TemplateResponse(request, "admin/contacts/duplicatepair/searching.html", told)
    return HttpResponse(headers={"HX-Refresh": "true"}, status=HTTPStatus.OK)
