"""Pages on which anybody asks what is theirs by right. What a link leads to is only shown by GET; a button does it."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contacts import normalize
from gdpr import access, asking
from gdpr.exceptions import LinkGone, PackageGone, TooManyAsked
from gdpr.public.forms import AskForm
from gdpr.public.guarded import discreet
from gdpr.tasks import queue_confirmation


@discreet
def ask(request: HttpRequest) -> HttpResponse:
    """The form; sent, it is answered the same whoever is meant, and a mail asks to confirm it."""
    if not settings.SENDS_MAIL:
        return _page(request, "closed", HTTPStatus.NOT_FOUND)
    form = AskForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "ask", HTTPStatus.OK, form=form)
    if form.is_by_program:
        return redirect("privacy:request-sent")
    try:
        asked = asking.ask(**form.told(), sender=request.META.get("REMOTE_ADDR", ""))
    except normalize.Unusable as error:
        form.add_error("email", str(error))
        return _page(request, "ask", form=form)
    except TooManyAsked as refusal:
        return _page(request, "gone", HTTPStatus.TOO_MANY_REQUESTS, reason=str(refusal))
    if asked:
        queue_confirmation(asked)
    return redirect("privacy:request-sent")


@discreet
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return _page(request, "sent")


@discreet
def confirm(request: HttpRequest, ticket: str) -> HttpResponse:
    """What the link in the mail is about; its button opens the request."""
    try:
        if request.method == "POST":
            asking.confirm(ticket)
            return _page(request, "confirmed")
        return _page(request, "confirm", asked=asking.asked_by(ticket))
    except LinkGone as refusal:
        return _page(request, "gone", HTTPStatus.GONE, reason=str(refusal))


@discreet
def package(request: HttpRequest, ticket: str) -> HttpResponse:
    """The package of a link; its button gives the file, once."""
    try:
        waiting = access.packaged(ticket)
        if request.method != "POST":
            return _page(request, "package", package=waiting)
        file = access.fetch(waiting)
    except PackageGone as refusal:
        return _page(request, "gone", HTTPStatus.GONE, reason=str(refusal))
    return FileResponse(file, as_attachment=True, filename="your-data.zip", content_type="application/zip")


def _page(request: HttpRequest, name: str, status: HTTPStatus = HTTPStatus.OK, **told: Any) -> HttpResponse:
    return render(request, f"public/request/{name}.html", {"organisation": settings.ORGANISATION} | told, status=status)
