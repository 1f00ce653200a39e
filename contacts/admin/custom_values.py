"""The values of custom fields, as inputs of a form."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html_join
from unfold import widgets

from contacts.custom_fields import form_field, stored
from contacts.models import CustomField

Type = CustomField.Type
WIDGETS = {
    Type.TEXT: widgets.UnfoldAdminTextInputWidget,
    Type.NUMBER: widgets.UnfoldAdminDecimalFieldWidget,
    Type.DATE: widgets.UnfoldAdminSingleDateWidget,
    Type.BOOLEAN: widgets.UnfoldAdminNullBooleanSelectWidget,
    Type.CHOICE: widgets.UnfoldAdminSelectWidget,
    Type.MULTIPLE_CHOICE: widgets.UnfoldAdminSelect2MultipleWidget,
    Type.URL: widgets.UnfoldAdminURLInputWidget,
    Type.EMAIL: widgets.UnfoldAdminEmailInputWidget,
}


class CustomValuesForm(forms.ModelForm):
    """A form with an input for each of `definitions`; `with_inputs` makes one."""

    definitions: Sequence[CustomField] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.definitions:
            self.initial[input_name(field)] = self.instance.custom_fields.get(field.key)

    def clean(self):
        cleaned = super().clean()
        values = self.instance.custom_fields | {field.key: self._stored(field) for field in self.definitions}
        self.instance.custom_fields = {key: value for key, value in values.items() if value is not None}
        return cleaned

    def _stored(self, field: CustomField):
        name = input_name(field)
        try:
            value = stored(field, self.cleaned_data.get(name))
        except ValidationError as error:
            self.add_error(name, error)
            return None
        if value is None and field.required and name not in self.errors:
            self.add_error(name, "This field is required.")
        return value


class CustomValuesAdmin:
    """Shows the custom fields of `custom_subject` in a section of their own."""

    custom_subject: CustomField.Subject

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = with_inputs(kwargs.get("form", self.form), definitions(request, self.custom_subject))
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else True
        names = [input_name(field) for field in definitions(request, self.custom_subject)]
        section = [("Custom fields", {"fields": names if may_write else ["custom_values"]})] if names else []
        *others, record = super().get_fieldsets(request, obj)
        return [*others, *section, record]

    def custom_values(self, obj):
        fields = CustomField.objects.filter(subject=self.custom_subject)
        pairs = ((field.label, obj.custom_fields.get(field.key, "–")) for field in fields)
        return format_html_join("\n", "{}: {}", pairs)


def definitions(request: HttpRequest, subject: CustomField.Subject) -> list[CustomField]:
    """The custom fields of contacts, or of companies; the database is asked once for each request."""
    known = request.__dict__.setdefault("custom_fields", {})
    if subject not in known:
        known[subject] = list(CustomField.objects.filter(subject=subject))
    return known[subject]


def with_inputs(form: type[forms.ModelForm], definitions: Sequence[CustomField]) -> type[forms.ModelForm]:
    """The form with an input for each of the custom fields."""
    inputs = {input_name(field): form_field(field, widget=WIDGETS[field.type]) for field in definitions}
    return type(form.__name__, (form,), {"definitions": definitions, **inputs})


def input_name(field: CustomField) -> str:
    """The name of the input; no column of ours begins like that."""
    return f"custom_value_{field.key}"
