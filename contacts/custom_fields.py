"""What the values of custom fields look like, in cells and in forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacts import normalize
from contacts.models import CustomField
from contacts.widgets import (
    BooleanWidget,
    CellWidget,
    ChoiceWidget,
    DateWidget,
    Doubtful,
    ParsedWidget,
    TextWidget,
    WordsWidget,
)

Type = CustomField.Type
MAX_TEXT = 1_000


class NumberWidget(ParsedWidget):
    """A number, in JSON's own type; whole numbers stay whole."""

    def __init__(self) -> None:
        super().__init__(_plain_number)


class JsonDateWidget(DateWidget):
    """A date as JSON keeps it: its ISO text."""

    def read(self, text: str) -> str | None:
        date = super().read(text)
        return date.isoformat() if date else None


def widget_of(field: CustomField, *, date_order: str | None = None) -> CellWidget:
    """How cells of the field are read and written."""
    words = {word: word for word in field.choices}
    widgets = {
        Type.TEXT: lambda: TextWidget(MAX_TEXT),
        Type.NUMBER: NumberWidget,
        Type.DATE: lambda: JsonDateWidget(date_order),
        Type.BOOLEAN: BooleanWidget,
        Type.CHOICE: lambda: ChoiceWidget(words),
        Type.MULTIPLE_CHOICE: lambda: WordsWidget(MAX_TEXT, ChoiceWidget(words)),
        Type.URL: lambda: ParsedWidget(normalize.url, max_length=MAX_TEXT),
        Type.EMAIL: lambda: ParsedWidget(normalize.email, max_length=255),
    }
    return widgets[field.type]()


def form_field(field: CustomField, **options: Any) -> forms.Field:
    """The input by which people fill the field; `options` are those of Django's form fields, `widget` for one."""
    words = [(word, word) for word in field.choices]
    common: dict[str, Any] = {"label": field.label, "required": field.required} | options
    fields = {
        Type.TEXT: lambda: forms.CharField(max_length=MAX_TEXT, **common),
        Type.NUMBER: lambda: forms.DecimalField(**common),
        Type.DATE: lambda: forms.DateField(**common),
        Type.BOOLEAN: lambda: forms.NullBooleanField(**common),
        Type.CHOICE: lambda: forms.ChoiceField(choices=[("", "—"), *words], **common),
        Type.MULTIPLE_CHOICE: lambda: forms.MultipleChoiceField(choices=words, **common),
        Type.URL: lambda: forms.URLField(max_length=MAX_TEXT, assume_scheme="https", **common),
        Type.EMAIL: lambda: forms.EmailField(max_length=255, **common),
    }
    return fields[field.type]()


def stored(field: CustomField, value: Any) -> Any:
    """A form's or a script's value as JSON keeps it; None where it is blank.

    Raises ValidationError where the value is not of the field's type.
    """
    if value in (None, "", [], ()):
        return None
    words = list(value) if isinstance(value, list | tuple) else None
    try:
        if field.type == Type.MULTIPLE_CHOICE and words is not None:
            return [ChoiceWidget({word: word for word in field.choices}).clean(str(word)) for word in words]
        return widget_of(field).clean(str(value))
    except Doubtful as error:
        raise ValidationError(error.reason) from error


def validated(subject: CustomField.Subject, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of one row, by key, as JSON keeps them; blank ones are left out.

    Raises ValidationError for a key that nobody has defined, a value of another type, a required one that is missing.
    """
    fields = {field.key: field for field in CustomField.objects.filter(subject=subject)}
    if unknown := values.keys() - fields.keys():
        raise ValidationError({f"custom_fields.{key}": "There is no such custom field." for key in unknown})
    found = {key: _required(field, values.get(key)) for key, field in fields.items()}
    return {key: value for key, value in found.items() if value is not None}


def _required(field: CustomField, value: Any) -> Any:
    try:
        kept = stored(field, value)
    except ValidationError as error:
        raise ValidationError({f"custom_fields.{field.key}": error.message}) from error
    if kept is None and field.required:
        raise ValidationError({f"custom_fields.{field.key}": "This field is required."})
    return kept


def _plain_number(text: str) -> int | float:
    number = normalize.number(text)
    return int(number) if number == number.to_integral_value() else float(number)
