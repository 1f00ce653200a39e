"""The values of custom fields in JSON. Forms and files may have text for anything; programs may not."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError as Unsound
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.api.fields import is_number
from contacts.custom_fields import stored
from contacts.models import CustomField


def is_text(value: Any) -> bool:
    """Whether it is a text in JSON."""
    return isinstance(value, str)


def is_truth(value: Any) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def are_words(value: Any) -> bool:
    """Whether it is a list of texts."""
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


# What JSON has for custom fields; the others are texts.
JSON_TYPES = {
    CustomField.Type.NUMBER: (is_number, "Give a number."),
    CustomField.Type.BOOLEAN: (is_truth, "Give true or false."),
    CustomField.Type.MULTIPLE_CHOICE: (are_words, "Give a list of words."),
}


@extend_schema_field({"type": ["string", "number", "boolean", "array"], "items": {"type": "string"}})
class CustomValue(serializers.Field):
    """What a custom field may have; of which kind it must be, its definition says."""

    def to_internal_value(self, data: Any) -> Any:
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
        held = self.parent.instance.custom_fields if self.parent.instance else {}
        changed = {key: value for key, value in values.items() if key not in held or held[key] != value}
        if errors := dict(_refused({field.key: field for field in defined}, changed)):
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
            _require_json_type(fields[key], value)
            stored(fields[key], value)
        except Unsound as error:
            yield key, [serializers.ErrorDetail(error.message, "invalid")]


def _require_json_type(field: CustomField, value: Any) -> None:
    """Raise Unsound for what forms and files may have in a field, and programs may not: a number as text, say."""
    fits, demand = JSON_TYPES.get(field.type, (is_text, "Give a text."))
    if not fits(value):
        raise Unsound(demand)
