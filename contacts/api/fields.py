"""Kinds of values in JSON. What has another type is refused, never made to fit."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as Unsound
from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts import normalize
from contacts.custom_fields import stored
from contacts.models import CustomField, FieldChoice
from contacts.querysets import LiveQuerySet
from crm.models import User

MISSING = "There is no such record, or you may not see it."
# Beyond, other time zones have no date for it, and the database no way to give it back.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


class Text(serializers.CharField):
    """Text, in the form in which the import keeps it too; a number is none."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return normalize.clean_text(data)


class Word(Text):
    """One of the words that the team has agreed on for this field, or nothing."""

    default_error_messages = {"invalid_choice": "Choose one of these: {words}."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 50, "allow_blank": True, "default": ""} | options)

    def to_internal_value(self, data: Any) -> str:
        word = super().to_internal_value(data)
        words = list(FieldChoice.objects.filter(field=self.field_name).values_list("value", flat=True))
        if word not in words:
            self.fail("invalid_choice", words=", ".join(words))
        return word


class Moment(serializers.DateTimeField):
    """A date and a time."""

    default_error_messages = {"out_of_range": "Give a time between the years 1900 and 3000."}

    def to_internal_value(self, data: Any) -> datetime:
        moment = super().to_internal_value(data)
        if not EARLIEST <= moment < LATEST:
            self.fail("out_of_range")
        return moment


class Id(serializers.UUIDField):
    """The id of a record."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class Key(serializers.PrimaryKeyRelatedField):
    """The id of another record, which is there and which the user may see."""

    default_error_messages = {"does_not_exist": MISSING, "blank": "Give an id, or null for none."}

    def __init__(self, **options: Any) -> None:
        super().__init__(pk_field=Id(), **options)

    def run_validation(self, data: Any = serializers.empty) -> Model | None:
        # The framework takes it for null, as forms do.
        if data == "":
            self.fail("blank")
        return super().run_validation(data)

    def get_queryset(self) -> QuerySet:
        return nameable(super().get_queryset(), self.context["request"].user)


class Keys(serializers.ListField):
    """The ids of other records, which are there and which the user may see; found by one query."""

    child = Id()
    default_error_messages = {"does_not_exist": MISSING}

    def __init__(self, *, rows: QuerySet, **options: Any) -> None:
        self.rows = rows
        super().__init__(**{"max_length": 1_000} | options)

    def to_internal_value(self, data: Any) -> list[Model]:
        ids = super().to_internal_value(data)
        found = nameable(self.rows.all(), self.context["request"].user).in_bulk(ids)
        message = serializers.ErrorDetail(MISSING, "does_not_exist")
        if missing := {place: [message] for place, pk in enumerate(ids) if pk not in found}:
            raise serializers.ValidationError(missing)
        return list(found.values())


@extend_schema_field({"type": ["string", "number", "boolean", "array"], "items": {"type": "string"}})
class CustomValue(serializers.Field):
    """What a custom field may have; of which kind it must be, its definition says."""

    default_error_messages = {"invalid": "Give a text, a number, true, false, or a list of words."}

    def to_internal_value(self, data: Any) -> Any:
        is_list = isinstance(data, list) and all(isinstance(word, str) for word in data)
        if not is_list and not isinstance(data, str | int | float):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class CustomFields(serializers.DictField):
    """The custom fields of a record, by their keys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=CustomValue(allow_null=True), **{"default": dict} | options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        defined = CustomField.objects.filter(subject=self.parent.Meta.model._meta.model_name)
        if errors := dict(_refused({field.key: field for field in defined}, values)):
            raise serializers.ValidationError(errors)
        return values


def _refused(fields: Mapping[str, CustomField], values: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The keys of values that are refused, and why; whatever field a row still has can be emptied."""
    for key, value in values.items():
        if value is None:
            continue
        if key not in fields:
            yield key, [serializers.ErrorDetail("There is no such custom field.", "unknown_field")]
            continue
        try:
            stored(fields[key], value)
        except Unsound as error:
            yield key, [serializers.ErrorDetail(error.message, "invalid")]


def nameable(rows: QuerySet, user: User) -> QuerySet:
    """The rows that a user may name in a body: live ones that they may see."""
    return rows.live().visible_to(user) if isinstance(rows, LiveQuerySet) else rows
