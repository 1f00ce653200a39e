"""What is answered where a request is refused, or fails, before any page or resource could say why."""

from http import HTTPStatus
from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

PROGRAMS = "/api/"
# https://www.rfc-editor.org/rfc/rfc9457
MEDIA_TYPE = "application/problem+json"


def problem(status: HTTPStatus, code: str, detail: str) -> dict[str, Any]:
    """What a program is told of an error: `code` for itself, `detail` for people."""
    return {
        "type": f"urn:contact-crm:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, a problem for programs."""
    if request.path.startswith(PROGRAMS):
        detail = "The request cannot be understood: its address or its body holds what no text or number can be."
        return _answer(HTTPStatus.BAD_REQUEST, "parse_error", detail)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for people, a problem for programs."""
    if request.path.startswith(PROGRAMS):
        detail = "There is nothing at this address. The API is at /api/v1/, and all its addresses end in a slash."
        return _answer(HTTPStatus.NOT_FOUND, "not_found", detail)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page for people, a problem for programs."""
    if request.path.startswith(PROGRAMS):
        detail = "The program met an error of its own; what the request asked for was not done. Try it again later."
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "error", detail)
    return defaults.server_error(request)


def nothing(request: HttpRequest, **parameters: str) -> NoReturn:
    """Answer that there is nothing at an address."""
    raise Http404


def _answer(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    return JsonResponse(problem(status, code, detail), status=status, content_type=MEDIA_TYPE)
