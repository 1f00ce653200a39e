"""Definitions of custom fields."""

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from contacts.admin.journalled import JournalledAdmin
from contacts.models import ChangeSet, CustomField


class LinesField(forms.CharField):
    """A list of words, one a line."""

    widget = UnfoldAdminExpandableTextareaWidget

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class CustomFieldForm(forms.ModelForm):
    choices = LinesField(required=False, help_text="For fields of choice: one word or phrase a line.")


@admin.register(CustomField)
class CustomFieldAdmin(JournalledAdmin):
    change_kind = ChangeSet.Kind.CONFIGURATION
    form = CustomFieldForm
    list_display = ["label", "subject", "key", "type", "required", "position"]
    list_filter = ["subject", "type"]
    fields = ["subject", "label", "key", "type", "choices", "required", "position"]

    def get_readonly_fields(self, request, obj=None):
        # Values are kept by the key, in the shape of the type.
        return ["subject", "key", "type"] if obj else []
