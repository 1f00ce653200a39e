"""The page of a pair: two contacts side by side, what speaks for and against, and what somebody decides."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from contacts.admin.merge_page import cells
from contacts.admin.paging import COUNTED
from contacts.admin.pair_queue import LAST, may_decide, next_address
from contacts.admin.reasons import bars, is_likely, log_odds, percent
from contacts.duplicates.pairs import dismiss, reopen, snooze
from contacts.exceptions import BelongsToOthers, CannotMerge
from contacts.merging import plan_merge, survivor_of
from contacts.models import Contact, DuplicatePair

Status = DuplicatePair.Status
DAYS = (7, 30, 90)
GONE = "One of the two contacts of that pair was deleted or restricted meanwhile: there is nothing to decide."
MERGED = "The two contacts of that pair were merged: this is the one that stayed."
TAKE_BACK = '{} <a class="underline" href="{}">Take back…</a>'


def compared(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """The two, field by field; where one of them is not there any more, the next pair."""
    contacts = sorted((pair.low, pair.high), key=lambda contact: (contact.created_at, contact.pk))
    if pair.low.merged_into_id or pair.high.merged_into_id:
        return to_survivor(request, pair)
    try:
        fields = plan_merge(contacts[0], contacts[1:]).fields
    except CannotMerge:
        messages.info(request, GONE)
        return redirect(next_address(request, pair))
    waiting = DuplicatePair.objects.waiting().visible_to(request.user).order_by().values("pk")
    context = admin.site.each_context(request) | {
        "title": "One person?",
        "opts": pair._meta,
        "original": pair,
        "pair": pair,
        "contacts": contacts,
        "rows": [(field, cells(field, contacts)) for field in fields],
        "bars": bars(pair),
        "log_odds": log_odds(pair),
        "percent": percent(pair.probability),
        "is_likely": is_likely(pair),
        "may_decide": may_decide(request.user),
        "days": DAYS,
        "left": waiting[: COUNTED + 1].count(),
        "most_left": COUNTED,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/contacts/duplicatepair/pair.html", context)


def first(request: HttpRequest) -> HttpResponse:
    """The pair with which to begin."""
    pair = DuplicatePair.objects.waiting().visible_to(request.user).first()
    if pair is None:
        messages.info(request, LAST)
    return redirect(pair or "admin:contacts_duplicatepair_changelist")


def skipped(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """The next pair; this one waits."""
    return redirect(next_address(request, pair))


@require_POST
def dismissed(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """Note that they are two people."""
    return decided(request, pair, dismiss, "They stay two different people.")


@require_POST
def snoozed(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """Put the pair off for some days."""
    days = request.POST.get("days")
    until = timezone.localdate() + timedelta(days=int(days) if days in map(str, DAYS) else DAYS[0])
    return decided(request, pair, partial(snooze, until=until), f"Put off until {until:%Y-%m-%d}.")


@require_POST
def reopened(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """Have the pair wait again; its page is shown, for somebody wants to look at it."""
    return decided(request, pair, reopen, "The pair waits to be looked at again.", stays=True)


def decided(
    request: HttpRequest, pair: DuplicatePair, verb: Callable[..., DuplicatePair], message: str, *, stays: bool = False
) -> HttpResponse:
    """Decide, and go on with the next pair; why that cannot be is told on the page of this one."""
    if not may_decide(request.user):
        raise PermissionDenied
    if pair.status == Status.MERGED:
        return redirect(pair)
    try:
        verb(pair, by=request.user)
    except BelongsToOthers as refusal:
        messages.error(request, str(refusal))
        return redirect(pair)
    messages.success(request, message if stays else format_html(TAKE_BACK, message, pair.get_absolute_url()))
    return redirect(pair if stays else next_address(request, pair))


def to_survivor(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """The contact that stayed, where they became one; of a pair that was merged into others, the next pair."""
    stayed = survivor_of(pair.low_id)
    if stayed != survivor_of(pair.high_id):
        messages.info(request, GONE)
        return redirect(next_address(request, pair))
    messages.info(request, MERGED)
    return redirect(Contact(pk=stayed))
