"""JSON as the standard has it: no NaN, no key twice, no text that the database cannot keep."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

# A filter has up to two of them a level; one of too many levels is told where.
DEEPEST = 128
# PostgreSQL keeps no NUL, UTF-8 no half of a surrogate pair.
UNKEPT = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """Reads a body that is one JSON object in UTF-8."""

    media_type = "application/json"

    def parse(
        self, stream: BinaryIO, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object. Raises ParseError, RequestDataTooBig."""
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            found = json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_different)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not JSON in UTF-8, as RFC 8259 has it.") from error
        if not isinstance(found, dict):
            raise ParseError("The body must be a JSON object.")
        _require_keepable(found)
        return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError("A name stands twice in one object.")
    return found


def _require_keepable(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise ParseError("The body is nested too deeply.")
    if isinstance(value, str) and UNKEPT.search(value):
        raise ParseError("Text may hold neither NUL nor half a surrogate pair.")
    if isinstance(value, dict | list):
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        for one in inner:
            _require_keepable(one, depth + 1)
