"""What all public pages share: they are bounded, keep nothing, tell other sites nothing and load nothing of them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gdpr.consent.links import Opened, Page
from gdpr.exceptions import LinkLeadsNowhere

MINUTE = 60
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    # The address is the key to the page.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
View = Callable[..., HttpResponse]


def discreet(view: View) -> View:
    """Let the page tell other sites nothing, load nothing of them, and be kept by nobody.

    No cookie is asked for or set: nobody is logged in, so there is nothing to forge (CSRF).
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answering(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answering


def public(page: Page) -> Callable[[View], View]:
    """Let the view answer to whoever has a link that holds; all other links get one answer, whatever is wrong."""

    def guarding(view: View) -> View:
        @discreet
        @wraps(view)
        def guarded(request: HttpRequest, token: str) -> HttpResponse:
            return _answer(request, page, token, view)

        return guarded

    return guarding


def _answer(request: HttpRequest, page: Page, token: str, view: View) -> HttpResponse:
    try:
        opened = Opened.of(page, token)
        # Mail programs send withdrawals of many people from one address: a link that holds is counted by itself.
        if _is_too_often(f"contact {opened.contact.pk}"):
            return render(request, "public/too_often.html", _told(), status=HTTPStatus.TOO_MANY_REQUESTS)
        return view(request, opened)
    except LinkLeadsNowhere:
        if _is_too_often(f"address {request.META.get('REMOTE_ADDR')}"):
            return render(request, "public/too_often.html", _told(), status=HTTPStatus.TOO_MANY_REQUESTS)
        return render(request, "public/nowhere.html", _told(), status=HTTPStatus.NOT_FOUND)


def _told() -> dict[str, str]:
    return {"organisation": settings.ORGANISATION}


def _is_too_often(who: str) -> bool:
    """Whether this is one request too many within a minute; what is counted names nobody."""
    counts, key = caches["limits"], salted_hmac("gdpr.public", who).hexdigest()
    counts.add(key, 0, MINUTE)
    try:
        return counts.incr(key) > settings.PUBLIC_PAGES_PER_MINUTE
    except ValueError:
        # It ended between the two lines.
        return False
