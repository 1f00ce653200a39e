"""Addresses with a NUL character in them: PostgreSQL has no such text, so nothing can be found by it."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


def refuse_null_characters(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer such a request with 400 before anything looks at it."""

    def refuse_or_answer(request: HttpRequest) -> HttpResponse:
        values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
        if NUL in request.path or any(NUL in value for value in values):
            raise SuspiciousOperation("The address holds a NUL character.")
        return answer(request)

    return refuse_or_answer
