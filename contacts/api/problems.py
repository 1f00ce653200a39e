"""Errors as problem details: https://www.rfc-editor.org/rfc/rfc9457

`code` is what programs look at; it stays when the wording changes.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as Denied
from django.core.exceptions import ValidationError as Unsound
from django.db import IntegrityError
from django.http import Http404
from django.utils.module_loading import import_string
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ParseError, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from contacts.deletion import reason
from contacts.exceptions import BelongsToOthers, Refused

MEDIA_TYPE = "application/problem+json"
OF_THE_WHOLE = (NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)
INVALID = "Nothing was done: `errors` says which values were refused, and why."
CONFLICT = "Nothing was changed: the record does not fit what others have written meanwhile. Read it and try again."
TOO_LARGE = "The body is larger than {size} bytes: send less at a time."


class Problem(APIException):
    """An error with a code of its own; `members` are told beside it."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, **members: Any) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.members = members


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What the client is told of the error; None for one that is a fault of the program."""
    told = _translated(error)
    response = exception_handler(told, context)
    if response is not None:
        response.data = _problem(told)
        response.content_type = MEDIA_TYPE
    return response


def _translated(error: Exception) -> Exception:
    """The error in the words of the framework, which knows its status and headers."""
    match error:
        case Http404():
            return NotFound()
        case Denied():
            return PermissionDenied()
        case RequestDataTooBig():
            detail = TOO_LARGE.format(size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail)
        case SuspiciousOperation() | BadRequest():
            return ParseError()
        case BelongsToOthers():
            return Problem(HTTPStatus.FORBIDDEN, code_of(error), str(error))
        case Refused():
            return Problem(HTTPStatus.CONFLICT, code_of(error), str(error))
        case Unsound():
            return ValidationError(_by_field(error))
        case IntegrityError():
            return Problem(HTTPStatus.CONFLICT, "conflict", reason(error) or CONFLICT)
    if isinstance(error, import_string(settings.CONSENT_REFUSED)):
        return ValidationError({"consent": [ErrorDetail(str(error), code_of(error))]})
    return error


def code_of(refusal: Exception) -> str:
    """The name of the refusal, as programs know it: EmailTaken is email_taken."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", type(refusal).__name__).lower()


def _problem(error: APIException) -> dict[str, Any]:
    status = HTTPStatus(error.status_code)
    is_invalid = isinstance(error, ValidationError)
    code = error.default_code if is_invalid else error.get_codes()
    told = {
        "type": f"urn:contact-crm:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": INVALID if is_invalid else str(error.detail),
        "code": code,
    }
    if is_invalid:
        told["errors"] = [_told(path, detail) for path, detail in _flat(error.detail)]
    return told | getattr(error, "members", {})


def _told(path: tuple[str, ...], detail: ErrorDetail) -> dict[str, str | None]:
    field = ".".join(name for name in path if name not in OF_THE_WHOLE)
    return {"field": field or None, "message": str(detail), "code": detail.code}


def _flat(detail: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ErrorDetail]]:
    """Each error with the way to the value: names of fields, keys, and places in lists."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, (*path, str(name)))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, path)
    else:
        yield path, detail


def _by_field(error: Unsound) -> dict[str, list[ErrorDetail]]:
    found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return {
        field: [ErrorDetail(" ".join(one.messages), one.code or "invalid") for one in errors]
        for field, errors in found.items()
    }
