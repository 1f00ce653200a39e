"""What is answered where a request is refused, or fails, before any page or resource could say why."""

from http import HTTPStatus
from typing import NoReturn

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

PROGRAMS = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, a problem for programs."""
    if request.path.startswith(PROGRAMS):
        detail = "The request cannot be understood: its address or its body holds what no text or number can be."
        return _problem(HTTPStatus.BAD_REQUEST, "parse_error", detail)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page for people, a problem for programs."""
    if request.path.startswith(PROGRAMS):
        detail = "The program met an error of its own; what the request asked for was not done. Try it again later."
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "error", detail)
    return defaults.server_error(request)


def nothing(request: HttpRequest, **parameters: str) -> NoReturn:
    """Answer that there is nothing at an address."""
    raise Http404


def _problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    # As contacts.api.problems has them: https://www.rfc-editor.org/rfc/rfc9457
    told = {
        "type": f"urn:contact-crm:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(told, status=status, content_type="application/problem+json")
