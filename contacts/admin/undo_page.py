"""The pages of one change set: what it did, and what taking it back would do."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from contacts.admin.journalled import DOOR
from contacts.exceptions import PlanOutdated, Refused
from contacts.history import deeds, may_undo, merged_by, plan_undo
from contacts.history.undoing import words
from contacts.models import ChangeSet
from contacts.tasks import MOST_UNDONE_AT_ONCE, PENDING, start_undo, undo_state

QUEUED = "That is a lot: it is taken back in the background. You may leave this page."


def overview(request: HttpRequest, change_set: ChangeSet) -> HttpResponse:
    """Who did what, when, and what became of it."""
    state = undo_state(change_set)
    undone_by = list(change_set.undone_by.select_related("actor"))
    context = {
        "deeds": deeds(change_set),
        "undone_by": undone_by,
        "is_pending": state in PENDING,
        "has_failed": state == "failed" and not undone_by,
        "may_undo": may_undo(change_set, by=request.user),
        "merged": merged_by(change_set, to=request.user),
    }
    return page(request, change_set, "overview", title=str(change_set), **context)


def state_part(request: HttpRequest, change_set: ChangeSet) -> HttpResponse:
    """Tells the browser to load the page again once no worker is at the undo any more."""
    if undo_state(change_set) in PENDING:
        return TemplateResponse(request, "admin/contacts/changeset/pending.html", {"change_set": change_set})
    return HttpResponse(headers={"HX-Refresh": "true"}, status=HTTPStatus.OK)


def undo(request: HttpRequest, change_set: ChangeSet) -> HttpResponse:
    """What an undo would do; posted, it is done, unless it would do something else by now."""
    is_large = sum(each.rows for each in deeds(change_set)) > MOST_UNDONE_AT_ONCE
    is_part = "HX-Request" in request.headers
    if is_large and request.method == "GET" and not is_part:
        # Looking takes its time: the page is there at once, and asks for itself.
        return page(request, change_set, "looking", title=f"Undo: {change_set}")
    try:
        if request.method == "POST":
            return applied(request, change_set)
        plan = plan_undo(change_set, by=request.user)
    except PlanOutdated as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:contacts_changeset_undo", change_set.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        # The browser would put the other page into this one.
        return HttpResponse(headers={"HX-Redirect": change_set.get_absolute_url()}) if is_part else redirect(change_set)
    context = {
        "plan": plan,
        "done": words.done(plan),
        "left": words.left(plan),
        "is_large": is_large,
        "merged": merged_by(change_set, to=request.user) if plan.changes else [],
    }
    return page(request, change_set, "undo", title=f"Undo: {change_set}", **context)


def applied(request: HttpRequest, change_set: ChangeSet) -> HttpResponse:
    """Take it back, or have the workers do so."""
    result = start_undo(change_set, by=request.user, door=DOOR, shown=request.POST.get("shown", "nothing"))
    if result is None:
        messages.info(request, QUEUED)
    else:
        for sentence in words.done(result) or ["There was nothing left to take back."]:
            messages.success(request, sentence)
        for sentence in words.left(result):
            messages.warning(request, sentence)
    return redirect(change_set)


def page(request: HttpRequest, change_set: ChangeSet, name: str, **context: Any) -> HttpResponse:
    """A page of the change set in the frame of the admin."""
    frame = admin.site.each_context(request) | {"opts": change_set._meta, "original": change_set}
    request.current_app = admin.site.name
    shown = frame | {"change_set": change_set} | context
    return TemplateResponse(request, f"admin/contacts/changeset/{name}.html", shown)
