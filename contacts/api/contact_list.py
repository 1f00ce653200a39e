"""Lists of contacts."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django_filters.rest_framework import ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.fields import Choice
from contacts.api.filter_language import FILTER, FilterField, telling_the_place
from contacts.api.filters import TextFilter
from contacts.api.resource import DOOR, LiveResource, RowSerializer
from contacts.lists import define, growth, make_dynamic_list
from contacts.models import ContactList, ListBuild
from contacts.tasks import start_refresh
from crm.models import User

STATIC, DYNAMIC = ContactList.Type.STATIC, ContactList.Type.DYNAMIC
KEEPS = "A list keeps its type: make another list."
NEEDED = "A dynamic list needs a filter: say who is on it."
UNFIT = "A static list has no filter: make a dynamic one."
DAYS, MOST_DAYS = 90, 1_000
REFRESHED = (HTTPStatus.OK, HTTPStatus.ACCEPTED)


class UsualType:
    """Static; a list that is there keeps its type."""

    requires_context = True

    def __call__(self, field: serializers.Field) -> str:
        row = field.parent.instance
        return row.type if row else STATIC


class BuildSerializer(serializers.ModelSerializer):
    """How a dynamic list was built the last time."""

    class Meta:
        model = ListBuild
        fields = ["refreshed_at", "seconds", "size", "is_slow", "error"]
        read_only_fields = fields


class ContactListSerializer(RowSerializer):
    """A list of contacts: a static one is filled by hand, a dynamic one by its filter."""

    type = Choice(choices=ContactList.Type.choices, default=UsualType())
    filter = FilterField(source="filters", allow_null=True, default=None)
    build = BuildSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ContactList
        fields = [
            "id", "name", "description", "type", "filter", "schedule", "build", "created_by", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "updated_at"]

    def validate_type(self, value: str) -> str:
        if self.instance and self.instance.type != value:
            raise ValidationError(KEEPS, "read_only")
        return value

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        kind = self.instance.type if self.instance else values["type"]
        filters = values.get("filters", self.instance and self.instance.filters)
        if kind == DYNAMIC and not filters:
            raise ValidationError({FILTER: [ErrorDetail(NEEDED, "required")]})
        if kind == STATIC and filters:
            raise ValidationError({FILTER: [ErrorDetail(UNFIT, "not_dynamic")]})
        return values


class ContactListFilters(FilterSet):
    name = TextFilter(lookup_expr="iexact", help_text="The whole name, in any case.")
    type = ChoiceFilter(choices=ContactList.Type.choices)


class RefreshedSerializer(serializers.Serializer):
    """What a refresh has done; a slow list is refreshed in the background, and what is done is not known yet."""

    joined = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)


class ListDaySerializer(serializers.Serializer):
    """A day of a list."""

    day = serializers.DateField()
    joined = serializers.IntegerField()
    left = serializers.IntegerField()
    size = serializers.IntegerField(help_text="How many were on it at the end of the day.")


class ContactListResource(LiveResource):
    """Named sets of contacts: static ones are filled by hand, dynamic ones by a filter."""

    queryset = ContactList.objects.select_related("build")
    serializer_class = ContactListSerializer
    filterset_class = ContactListFilters
    orderings = LiveResource.orderings | {"name": [Lower("name"), F("id")]}

    def permits(self, user: User, method: str) -> bool:
        # Whoever may change a list may have it refreshed: nothing is added to the table of lists.
        return super().permits(user, "PATCH" if self.action == "refresh" else method)

    def parameters(self) -> set[str]:
        return {"days"} if self.action == "growth" else super().parameters()

    def add(self, values: Mapping[str, Any]) -> ContactList:
        user = self.request.user
        if values["type"] == STATIC:
            return super().add({**values, "filters": {}, "created_by": user})
        columns = {name: value for name, value in values.items() if name not in ("type", "filters")}
        with telling_the_place():
            return make_dynamic_list(filters=values["filters"], by=user, door=DOOR, **columns)

    def edit(self, row: ContactList, changes: Mapping[str, Any]) -> ContactList:
        columns = {name: value for name, value in changes.items() if name not in ("type", "filters")}
        if row.type == STATIC or "filters" not in changes:
            return super().edit(row, columns)
        with telling_the_place():
            return define(row, changes["filters"], by=self.request.user, door=DOOR, **columns)

    @extend_schema(
        summary="Refresh a dynamic list", request=None, responses=dict.fromkeys(REFRESHED, RefreshedSerializer)
    )
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, pk: Any) -> Response:
        """Bring the members in line with the filter, now; of a list that was slow the last time, soon (202)."""
        done = start_refresh(self.get_object(), by=request.user, door=DOOR)
        status = HTTPStatus.OK if done else HTTPStatus.ACCEPTED
        return Response(RefreshedSerializer(done).data if done else dict.fromkeys(RefreshedSerializer().fields), status)

    @extend_schema(
        summary="Tell how a list has grown",
        parameters=[OpenApiParameter("days", int, description=f"Up to {MOST_DAYS}; usually {DAYS}.")],
        responses=ListDaySerializer(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def growth(self, request: Request, pk: Any) -> Response:
        """How many contacts joined on each of the last days, how many left, and how many there were; today is last."""
        days = growth(self.get_object(), days=_days(request), now=timezone.now())
        return Response(ListDaySerializer(days, many=True).data)


def _days(request: Request) -> int:
    text = request.query_params.get("days", str(DAYS))
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MOST_DAYS:
        raise ValidationError({"days": [f"Give a number from 1 to {MOST_DAYS}."]})
    return int(text)
