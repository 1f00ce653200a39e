"""What all resources share. Serializers say how a row looks and refuse what is malformed; verbs do the rest."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.validators import UniqueValidator
from rest_framework.viewsets import GenericViewSet

from contacts.api.custom_values import CustomFields
from contacts.api.fields import Choice, Duration, Key, Number, Text
from contacts.api.filters import refuse_unknown
from contacts.api.ids import ID
from contacts.api.paging import ORDERING, PARAMETERS
from contacts.api.permissions import VERBS, may
from contacts.deletion import delete
from contacts.editing import add, edit
from contacts.models import ChangeSet
from contacts.models.live import LiveModel
from crm.models import User

DOOR = ChangeSet.Door.API
# What cannot be done without a body.
WRITES = ("create", "update", "partial_update", "search")


class StrictSerializer(serializers.Serializer):
    """Refuses what it does not know, and what is not to be written, instead of passing over it."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        errors = self._refused(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            errors |= error.detail
        if errors:
            raise ValidationError(errors)
        return values

    def _refused(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        unknown = {name: ErrorDetail("There is no such field.", "unknown_field") for name in data.keys() - self.fields}
        fixed = {name for name, field in self.fields.items() if field.read_only} & data.keys()
        read_only = {name: ErrorDetail("This field cannot be written.", "read_only") for name in fixed}
        return {name: [detail] for name, detail in (unknown | read_only).items()}


class RowSerializer(StrictSerializer, serializers.ModelSerializer):
    """A row in JSON. What a POST or PUT leaves out has the value that new rows have."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: Text,
        models.DurationField: Duration,
        # The model brings them into their form before it judges them.
        models.EmailField: Text,
        models.JSONField: CustomFields,
        models.PositiveSmallIntegerField: Number,
        models.TextField: Text,
        models.URLField: Text,
    }
    serializer_choice_field = Choice
    serializer_related_field = Key

    def build_standard_field(self, field_name: str, model_field: models.Field) -> tuple[type, dict[str, Any]]:
        kind, options = super().build_standard_field(field_name, model_field)
        if issubclass(kind, CustomFields):
            return kind, {}
        # What is taken, the verbs find out.
        options["validators"] = [one for one in options.get("validators", ()) if not isinstance(one, UniqueValidator)]
        return kind, _with_default(options, model_field)

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[type, dict[str, Any]]:
        kind, options = super().build_relational_field(field_name, relation_info)
        return kind, _with_default(options, relation_info.model_field)

    def get_uniqueness_extra_kwargs(self, field_names: Any, declared_fields: Any, extra_kwargs: Any) -> tuple[Any, Any]:
        return extra_kwargs, {}

    def get_validators(self) -> list[Any]:
        return []


class UsualOwner:
    """Whoever adds the row; a row that is there keeps the owner that it has."""

    requires_context = True

    def __call__(self, field: Key) -> User | None:
        row = field.parent.instance
        return row.owner if row else field.context["request"].user


def owner() -> Key:
    """The owner of a row, who has an account that is active, or nobody."""
    return Key(queryset=User.objects.filter(is_active=True), allow_null=True, default=UsualOwner())


def _with_default(options: dict[str, Any], column: models.Field) -> dict[str, Any]:
    if options.get("required", True) or options.get("read_only"):
        return options
    default = column.default if column.has_default() else column.get_default()
    return options | {"default": default}


class Resource(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """Rows that can be looked at."""

    lookup_value_converter = ID
    orderings = {"id": [F("id")]}

    def ordering(self) -> str:
        """The order that was asked for, or else the usual one."""
        return self.request.query_params.get(ORDERING, next(iter(self.orderings)))

    def permits(self, user: User, method: str) -> bool:
        """Whether the user has the right that the method takes."""
        return may(user, VERBS[method], self.queryset.model)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action:
            refuse_unknown(request.query_params, self.parameters())
        if self.action in WRITES and request.stream is None:
            raise ParseError("There is no body: send a JSON object.")

    def parameters(self) -> set[str]:
        """The names of the parameters that the address may have."""
        if self.action != "list":
            return set()
        filters = getattr(self, "filterset_class", None)
        return {*PARAMETERS, *(filters.base_filters if filters else ())}

    def get_object(self) -> models.Model:
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    @property
    def default_response_headers(self) -> dict[str, str]:
        # Answers tell of people: nobody between here and the client keeps them.
        return super().default_response_headers | {"Cache-Control": "no-store"}


class LiveResource(Resource):
    """Rows that can be added, changed, and deleted so that they can be wanted back."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def rows(self) -> QuerySet:
        """All rows of the table, with what their representation needs."""
        return self.queryset.all()

    def get_queryset(self) -> QuerySet:
        return self.rows().live().visible_to(self.request.user)

    def create(self, request: Request) -> Response:
        """What is left out has its usual value; the owner is you, unless you name another one, or null."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = self.add(serializer.validated_data)
        address = reverse(f"api:{self.basename}-detail", args=[row.pk])
        return Response(self.shown(row), HTTPStatus.CREATED, headers={"Location": address})

    def update(self, request: Request, pk: Any, *, partial: bool = False) -> Response:
        """What is left out gets the value that it would have in a new record; but the owner stays."""
        row = self.get_object()
        serializer = self.get_serializer(row, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        changes = serializer.validated_data
        if "custom_fields" in changes and not partial:
            changes["custom_fields"] = dict.fromkeys(row.custom_fields) | changes["custom_fields"]
        try:
            return Response(self.shown(self.edit(row, changes)))
        except type(row).DoesNotExist as gone:
            raise Http404 from gone

    def partial_update(self, request: Request, pk: Any) -> Response:
        """What is left out stays as it is, each custom field too; null takes a custom field out."""
        return self.update(request, pk, partial=True)

    def destroy(self, request: Request, pk: Any) -> Response:
        """It can be restored in the admin."""
        row = self.get_object()
        if not delete(type(row).objects.filter(pk=row.pk), by=request.user, door=DOOR):
            raise Http404
        return Response(status=HTTPStatus.NO_CONTENT)

    def add(self, values: Mapping[str, Any]) -> LiveModel:
        """Write a new row."""
        return add(self.queryset.model(**values), by=self.request.user, door=DOOR)

    def edit(self, row: LiveModel, changes: Mapping[str, Any]) -> LiveModel:
        """Change a row."""
        return edit(row, changes, by=self.request.user, door=DOOR)

    def shown(self, row: LiveModel) -> dict[str, Any]:
        """The row as it is now: what it was given, and what the database made of it."""
        return self.get_serializer(self.rows().get(pk=row.pk)).data
