"""The filter language in bodies, and the fields that it can ask about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from contacts.api.filters import refuse_unknown
from contacts.api.permissions import VIEW, may
from contacts.api.problems import code_of
from contacts.exceptions import CircularLists, UnusableFilter
from contacts.filters import fields_for
from contacts.filters.parse import WHOLE
from contacts.models import Contact
from crm.models import User

FILTER = "filter"


@extend_schema_field({"$ref": "#/components/schemas/Filter"})
class FilterField(serializers.Field):
    """A filter, as docs/filters.md has it; null where there is none. Whoever uses it judges what it means."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value or None


@contextmanager
def telling_the_place() -> Iterator[None]:
    """Answer with 400 where the filter in the body cannot be used, and say where in it, and why."""
    try:
        yield
    except UnusableFilter as refusal:
        told = f"It must be {refusal.facts['expected']}."
        raise _wrong(refusal.facts["place"], told, code_of(refusal)) from refusal
    except CircularLists as refusal:
        raise _wrong(refusal.facts["place"], str(refusal), code_of(refusal)) from refusal


def _wrong(place: str, told: str, code: str) -> ValidationError:
    details = [ErrorDetail(told, code)]
    return ValidationError({FILTER: details if place == WHOLE else {place: details}})


class FilterFieldResource(GenericViewSet):
    """What filters can ask about."""

    http_method_names = ["get", "head"]
    queryset = Contact.objects.none()
    pagination_class = None

    def permits(self, user: User, method: str) -> bool:
        """Whether the user may look at contacts."""
        return may(user, VIEW, Contact)

    @extend_schema(
        summary="List the fields of filters",
        responses={200: {"type": "array", "items": {"$ref": "#/components/schemas/FilterField"}}},
    )
    def list(self, request: Request) -> Response:
        """Each field that you may ask about, its operators, what these take, and the values to choose from."""
        refuse_unknown(request.query_params, ())
        return Response([field.describe() for field in fields_for(request.user).values()])
