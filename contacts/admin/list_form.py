"""The form of a list: its name, and for a dynamic one the filter that fills it."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from unfold.widgets import INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES, UnfoldAdminExpandableTextareaWidget

from contacts.exceptions import Refused, UnusableFilter
from contacts.filters import fields_for, parse, sentence
from contacts.lists.defining import judged
from contacts.models import ContactList

NEEDED = "Say who is on the list: add at least one condition."
TOO_DEEP = "This is nested too deeply to be a filter."


class FilterWidget(forms.Textarea):
    """Builds a filter by clicks; what is built stands in a text as JSON."""

    template_name = "admin/contacts/contactlist/builder.html"
    # Who builds it; nobody for the program itself.
    user = None

    class Media:
        js = ["crm/filter_builder.js"]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["table"] = {
            "fields": [field.describe() for field in fields_for(self.user).values()],
            "input": " ".join(INPUT_CLASSES),
            "select": " ".join(SELECT_CLASSES),
            "textarea": " ".join(TEXTAREA_CLASSES),
        }
        return context

    def _render(self, template_name, context, renderer=None):
        # Django's own renderer of forms does not know the templates of the project.
        return render_to_string(template_name, context)


class FilterField(forms.JSONField):
    """A filter as JSON; what it means is judged by the form."""

    widget = FilterWidget

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(TOO_DEEP) from None

    def bound_data(self, data, initial):
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return initial

    def prepare_value(self, value):
        return json.dumps(value or {}, indent=2, ensure_ascii=False) if not isinstance(value, str) else value

    def has_changed(self, initial, data):
        try:
            return super().has_changed(initial, data)
        except RecursionError:
            return True


class ContactListForm(forms.ModelForm):
    """A list; what a type is decided once."""

    filters = FilterField(label="Who is on it", required=False)
    # Who fills the form in.
    user = None

    class Meta:
        model = ContactList
        fields = ["name", "description", "wants_cleaning", "type", "schedule", "filters"]
        widgets = {"description": UnfoldAdminExpandableTextareaWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "filters" in self.fields:
            self.fields["filters"].widget.user = self.user

    def clean(self):
        cleaned = super().clean()
        is_dynamic = (cleaned.get("type") or self.instance.type) == ContactList.Type.DYNAMIC
        if not is_dynamic:
            # What somebody has built before they chose another type.
            cleaned["filters"] = {}
        elif "filters" not in self.errors and "filters" in self.fields:
            self._judge(cleaned)
        return cleaned

    def _judge(self, cleaned):
        if not cleaned.get("filters"):
            self.add_error("filters", NEEDED)
            return
        if cleaned["filters"] == self.instance.filters:
            return
        try:
            cleaned["filters"] = judged(self.instance, cleaned["filters"], by=self.user)
        except Refused as refusal:
            self.add_error("filters", str(refusal))


def in_english(filters) -> str:
    """The filter in English, or why it is none."""
    try:
        return sentence(parse(filters))
    except UnusableFilter as refusal:
        return str(refusal)
