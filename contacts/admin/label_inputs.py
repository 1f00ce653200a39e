"""The tags and static lists of a contact, as two inputs of its form."""

from copy import deepcopy

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple

from contacts.admin.journalled import DOOR
from contacts.labels import LabelChange, change_labels
from contacts.models import ContactList, ContactTag, ListMember, Tag

# The inputs, each with what it holds on a contact, and the permission to change that.
LINKS = {"tag_choice": "contact_tags", "list_choice": "list_members"}
PERMISSIONS = {"tag_choice": "contacts.add_contacttag", "list_choice": "contacts.add_listmember"}


def choice(column, rows, label) -> forms.ModelMultipleChoiceField:
    """An input that looks rows up by their names as somebody types."""
    widget = AutocompleteSelectMultiple(column, admin.site)
    return forms.ModelMultipleChoiceField(rows, label=label, required=False, widget=widget)


class LabelsForm(forms.ModelForm):
    """Changes labels as compared with those that the page has shown: what others added meanwhile stays."""

    tag_choice = choice(ContactTag._meta.get_field("tag"), Tag.objects.live(), "Tags")
    list_choice = choice(
        ListMember._meta.get_field("list"), ContactList.objects.live().filter(type=ContactList.Type.STATIC), "Lists"
    )
    shown_labels = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = {name: self._held(name) for name in LINKS if name in self.fields}
        self.initial |= self.held
        self.initial["shown_labels"] = " ".join(str(row.pk) for rows in self.held.values() for row in rows)

    def label_change(self) -> LabelChange:
        """What the user has added and taken away."""
        shown = set(self.cleaned_data.get("shown_labels", "").split())
        changes = {}
        for name, kind in {"tag_choice": "tags", "list_choice": "lists"}.items():
            chosen = {str(row.pk): row for row in self.cleaned_data.get(name, [])}
            held = {str(row.pk): row for row in self.held.get(name, [])}
            changes[f"{kind}_added"] = [row for pk, row in chosen.items() if pk not in shown]
            changes[f"{kind}_removed"] = [row for pk, row in held.items() if pk in shown and pk not in chosen]
        return LabelChange(**changes)

    def _held(self, name: str) -> list[Tag] | list[ContactList]:
        if self.instance._state.adding:
            return []
        return list(self.fields[name].queryset.filter(**{f"{LINKS[name]}__contact": self.instance}))


class LabelsAdmin:
    """Saves tags and lists with the rest of the form."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        for name, permission in PERMISSIONS.items():
            if name in form.base_fields and not request.user.has_perm(permission):
                # Fields that a form declares are shared by all forms made of it.
                form.base_fields[name] = deepcopy(form.base_fields[name])
                form.base_fields[name].disabled = True
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        change_labels(form.instance, form.label_change(), by=request.user, door=DOOR)

    @admin.display(description="Tags")
    def tag_choice(self, obj):
        return ", ".join(map(str, obj.live_tags))

    @admin.display(description="Lists")
    def list_choice(self, obj):
        return ", ".join(map(str, ContactList.objects.live().filter(list_members__contact=obj)))
