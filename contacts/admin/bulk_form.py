"""The form that asks what shall be done to the selected contacts, with an input for each thing that can be."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from contacts import normalize
from contacts.admin.custom_values import WIDGETS
from contacts.admin.selects import NOTHING
from contacts.bulk import OPERATIONS, Operation
from contacts.bulk.belongings import AddTag, AddToList, OfLists, OfTags, RemoveFromList, RemoveTag
from contacts.bulk.columns import CLEARABLE, SETTABLE, SetCustomField, SetField, set_field
from contacts.bulk.tasks import AddTask
from contacts.custom_fields import form_field, stored
from contacts.models import Company, Contact, CustomField, Task
from contacts.resources import choice_labels
from crm.models import User

REQUIRED = "This field is required."
CUSTOM = "custom_"
# What is changed most often, and need not be looked for among the fields.
AT_HAND = {"owner": "Change the owner", "lifecycle_stage": "Change the lifecycle stage"}
SET, CLEAR = "set", "clear"
FIELDS = {SET: SetField.label, CLEAR: "Clear a field"}
OTHERS = (AddTag, RemoveTag, AddToList, RemoveFromList, AddTask)
# An input → for what it is asked.
ASKED_FOR = {
    "field": (SET,),
    "cleared": (CLEAR,),
    "tag": (AddTag.key, RemoveTag.key),
    "list": (AddToList.key, RemoveFromList.key),
    "title": (AddTask.key,),
    "due_at": (AddTask.key,),
    "task_owner": (AddTask.key,),
}


class BulkForm(forms.Form):
    """One operation, which `operation` is once the form is valid."""

    what = forms.ChoiceField(label="What shall be done?", widget=UnfoldAdminSelectWidget({"x-model": "what"}))
    field = forms.ChoiceField(
        label="Which field?", required=False, widget=UnfoldAdminSelectWidget({"x-model": "field"})
    )
    cleared = forms.ChoiceField(label="Which field?", required=False, widget=UnfoldAdminSelectWidget)
    tag = forms.ModelChoiceField(None, required=False, empty_label="—", widget=UnfoldAdminSelect2Widget)
    list = forms.ModelChoiceField(
        None,
        required=False,
        empty_label="—",
        widget=UnfoldAdminSelect2Widget,
        help_text="Static lists; who is on the others follows from their filters.",
    )
    title = forms.CharField(
        label="What is to be done?", required=False, max_length=255, widget=UnfoldAdminTextInputWidget
    )
    due_at = forms.DateTimeField(
        label="Due", required=False, widget=UnfoldAdminTextInputWidget({"type": "datetime-local"})
    )
    task_owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="By whom?",
        required=False,
        help_text="Blank means the owner of each contact.",
        widget=AutocompleteSelect(Task._meta.get_field("owner"), admin.site),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.custom = {f"{CUSTOM}{field.key}": field for field in custom_fields()}
        allowed = [(kind.key, kind.label) for kind in OTHERS if user.has_perm(kind.permission)]
        self.fields["what"].choices = [NOTHING, *AT_HAND.items(), *FIELDS.items(), *allowed]
        labels = {name: field.label for name, field in self.custom.items()}
        optional = {name: field.label for name, field in self.custom.items() if not field.required}
        self.fields["field"].choices = [NOTHING, *named(set(SETTABLE) - set(AT_HAND), labels)]
        self.fields["cleared"].choices = [NOTHING, *named(CLEARABLE, optional)]
        self.fields["tag"].queryset = OfTags().targets(user)
        self.fields["list"].queryset = OfLists().targets(user)
        self.fields |= {value_name(name): column_input(name, user) for name in SETTABLE}
        self.fields |= {value_name(name): custom_input(field) for name, field in self.custom.items()}

    def inputs(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each input but the first, with the condition under which it is shown, as the browser computes it."""
        for name, whats in ASKED_FOR.items():
            yield self[name], " || ".join(f"what == '{what}'" for what in whats)
        for name in (*SETTABLE, *self.custom):
            condition = f"what == '{name}'" if name in AT_HAND else f"what == '{SET}' && field == '{name}'"
            yield self[value_name(name)], condition

    def clean(self):
        cleaned = super().clean()
        self.operation = self._operation(cleaned.get("what"))
        return cleaned

    def _operation(self, what: str | None) -> Operation | None:
        """What is asked for; None where something is missing, which an error says."""
        if what == AddTask.key:
            return self._task()
        if what in (SET, CLEAR):
            name = self._given("field" if what == SET else "cleared")
            return name and (self._setting(name) if what == SET else self._clearing(name))
        if what in AT_HAND:
            return self._setting(what)
        if what in OPERATIONS:
            row = self._given(OPERATIONS[what].column)
            return row and OPERATIONS[what](str(row.pk))
        return None

    def _setting(self, name: str) -> Operation | None:
        value = self._given(value_name(name))
        if value is None:
            return None
        if name not in self.custom:
            return set_field(name, str(getattr(value, "pk", value)))
        field = self.custom[name]
        try:
            return SetCustomField(field.key, stored(field, value))
        except ValidationError as error:
            self.add_error(value_name(name), error)
            return None

    def _clearing(self, name: str) -> Operation:
        return SetCustomField(self.custom[name].key, None) if name in self.custom else SetField(name, None)

    def _task(self) -> AddTask | None:
        title, due_at, owner = (self.cleaned_data.get(name) for name in ("title", "due_at", "task_owner"))
        if self._given("title") is None:
            return None
        return AddTask(title, due_at and due_at.isoformat(), owner and str(owner.pk))

    def _given(self, name: str) -> Any:
        """What an input says; None where it says nothing, which is noted as an error."""
        value = self.cleaned_data.get(name)
        if value not in (None, "", []):
            return value
        if name not in self.errors:
            self.add_error(name, REQUIRED)
        return None


def beginning(names: Iterable[str]) -> dict[str, str]:
    """With what the form begins that is to put one of these fields right: one that can be set goes before others."""
    inputs = [name.replace("custom.", CUSTOM, 1) for name in names]
    for name in inputs:
        if name in AT_HAND:
            return {"what": name}
        if name in SETTABLE or name.startswith(CUSTOM):
            return {"what": SET, "field": name}
    clearable = next((name for name in inputs if name in CLEARABLE), "")
    return {"what": CLEAR, "cleared": clearable} if clearable else {}


def custom_fields() -> list[CustomField]:
    """The custom fields of contacts."""
    return list(CustomField.objects.filter(subject=CustomField.Subject.CONTACT))


def named(names: Any, custom: dict[str, str]) -> list[tuple[str, str]]:
    """The columns, then the custom fields, each with what people call it."""
    columns = [column for column in Contact._meta.local_concrete_fields if column.name in names]
    return [*((column.name, label_of(column)) for column in columns), *custom.items()]


def value_name(name: str) -> str:
    """The name of the input for the new value of a field."""
    return f"value_{name}"


def column_input(name: str, user: User) -> forms.Field:
    """The input for the new value of a column."""
    column = Contact._meta.get_field(name)
    words = {"label": label_of(column), "required": False}
    if column.is_relation:
        rows = {"company": Company.objects.live().visible_to(user), "owner": User.objects.filter(is_active=True)}
        return forms.ModelChoiceField(rows[name], widget=AutocompleteSelect(column, admin.site), **words)
    if name == "country":
        choices = [NOTHING, *normalize.country_names().items()]
        return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelect2Widget, **words)
    if labels := choice_labels().get(name):
        return forms.ChoiceField(choices=[NOTHING, *labels.items()], widget=UnfoldAdminSelectWidget, **words)
    return forms.CharField(max_length=column.max_length, widget=UnfoldAdminTextInputWidget, **words)


def custom_input(field: CustomField) -> forms.Field:
    """The input for the new value of a custom field."""
    return form_field(field, required=False, widget=WIDGETS[field.type])


def label_of(column: models.Field) -> str:
    """What people call a column."""
    name = str(column.verbose_name)
    return name[:1].upper() + name[1:]
