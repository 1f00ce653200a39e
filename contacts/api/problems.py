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
from django.db.models import BaseConstraint
from django.http import Http404
from django.utils.module_loading import import_string
from psycopg.errors import UniqueViolation
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ParseError, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from contacts.deletion import reason
from contacts.exceptions import Refused
from crm.problems import MEDIA_TYPE, problem

OF_THE_WHOLE = (NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)
# The refusals, by their codes, that are about who asks.
FORBIDDEN = {"belongs_to_others", "not_allowed", "not_permitted"}
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
        case Refused():
            return _refused(error)
        case Unsound():
            return ValidationError(_by_field(error))
        case IntegrityError():
            return _conflict(error)
    if not isinstance(error, import_string(settings.CONSENT_REFUSED)):
        return error
    if code_of(error) in FORBIDDEN:
        return _refused(error)
    return ValidationError({"consent": [ErrorDetail(str(error), code_of(error))]})


def _refused(refusal: Exception) -> Problem:
    code = code_of(refusal)
    return Problem(HTTPStatus.FORBIDDEN if code in FORBIDDEN else HTTPStatus.CONFLICT, code, str(refusal))


def _conflict(error: IntegrityError) -> Exception:
    """A conflict with what others have written; the error itself where it is a fault of the program."""
    unsaid = BaseConstraint.default_violation_error_message % {"name": error.__cause__.diag.constraint_name}
    said = reason(error)
    if said not in ("", unsaid):
        return Problem(HTTPStatus.CONFLICT, "conflict", said)
    is_taken = isinstance(error.__cause__, UniqueViolation)
    return Problem(HTTPStatus.CONFLICT, "conflict", CONFLICT) if is_taken else error


def code_of(refusal: Exception) -> str:
    """The name of the refusal, as programs know it: EmailTaken is email_taken."""
    return re.sub("(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def _problem(error: APIException) -> dict[str, Any]:
    status = HTTPStatus(error.status_code)
    if isinstance(error, ValidationError):
        errors = [_told(path, detail) for path, detail in _flat(error.detail)]
        return problem(status, error.default_code, INVALID) | {"errors": errors}
    return problem(status, error.get_codes(), str(error.detail)) | getattr(error, "members", {})


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
