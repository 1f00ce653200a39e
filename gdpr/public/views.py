"""Pages on which people say themselves what they allow. Looking at one changes nothing; each change is one POST."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_request

from gdpr.consent.choosing import agree, choices, confirm, is_confirmed, is_open, stop, stop_everything
from gdpr.consent.links import Opened, Page, preferences_link
from gdpr.consent.standing import awaiting
from gdpr.exceptions import LinkLeadsNowhere
from gdpr.models import ConsentEvent, NoticeText, Purpose
from gdpr.public.guarded import public

SOURCE = "Page of preferences"
AGREED = "Saved: you agree to “{}”."
WAITS = "Almost done: we are sending you an e-mail. “{}” counts once you follow the link in it."
STOPPED = "Saved: we no longer use your data for “{}”."
STOPPED_ALL = "Saved: we no longer use your data for anything that takes your consent, or that you can object to."
NOTHING_NEW = "Nothing has changed: that is what you had chosen already."


@public(Page.PREFERENCES)
def preferences(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Every purpose with what the person has said about it, and buttons to say otherwise."""
    said = _say(request, opened) if request.method == "POST" else ""
    told = choices(opened.contact, language=get_language_from_request(request))
    return _page(request, "preferences", said=said, choices=told, is_any_open=any(each.is_open for each in told))


@public(Page.UNSUBSCRIBE)
def unsubscription(request: HttpRequest, opened: Opened) -> HttpResponse:
    """End one purpose by one POST, as mail programs send it: https://www.rfc-editor.org/rfc/rfc8058"""
    is_done = request.method == "POST"
    if is_done:
        stop(opened.contact, opened.purpose, source="Unsubscribe link", channel=ConsentEvent.Channel.EMAIL)
    return _page(request, "unsubscribe", is_done=is_done, purpose=opened.purpose)


@public(Page.CONFIRM)
def confirmation(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Confirm a grant by one POST."""
    contact, grant = opened.contact, opened.grant
    if request.method == "POST":
        confirm(grant, contact)
    is_done = is_confirmed(grant, contact)
    if not is_done and not awaiting(contact).filter(pk=grant.pk).exists():
        raise LinkLeadsNowhere
    return _page(request, "confirm", is_done=is_done, grant=grant, preferences=preferences_link(contact))


def _say(request: HttpRequest, opened: Opened) -> str:
    """Record what the button says that was pressed; returns what the page tells of it."""
    if request.POST.get("say") == "stop everything":
        return STOPPED_ALL if stop_everything(opened.contact, source=SOURCE) else NOTHING_NEW
    purpose = Purpose.objects.filter(key=request.POST.get("purpose", "")).first()
    if purpose is None or not is_open(purpose):
        return NOTHING_NEW
    if request.POST.get("say") == "agree":
        event, told = agree(opened.contact, purpose, source=SOURCE, notice=_shown(request, purpose)), AGREED
    else:
        event, told = stop(opened.contact, purpose, source=SOURCE), STOPPED
    if event is None:
        return NOTHING_NEW
    return (WAITS if event.awaits_confirmation else told).format(purpose)


def _shown(request: HttpRequest, purpose: Purpose) -> NoticeText | None:
    """The text that stood beside the button: a newer one may have been published since."""
    number = request.POST.get("notice", "")
    return purpose.notices.filter(pk=number).first() if number.isascii() and number.isdigit() else None


def _page(request: HttpRequest, name: str, **told: object) -> HttpResponse:
    return render(request, f"public/{name}.html", {"organisation": settings.ORGANISATION} | told)
