"""The tags and static lists of a contact, as two inputs of its form."""

from copy import deepcopy

from django import forms
from django.contrib import admin

from contacts.admin.journalled import DOOR
from contacts.admin.keys import KnownKeysSelectMultiple
from contacts.exceptions import Refused
from contacts.labels import LabelChange, label, require_permitted
from contacts.models import ContactList, ContactTag, ListMember, Tag

# The inputs, each with the permission to change what it holds.
PERMISSIONS = {"tag_choice": "contacts.add_contacttag", "list_choice": "contacts.add_listmember"}


def choice(column, rows, label) -> forms.ModelMultipleChoiceField:
    """An input that looks rows up by their names as somebody types."""
    widget = KnownKeysSelectMultiple(column, admin.site)
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
        self.held = {name: self._held(name) for name in PERMISSIONS if name in self.fields}
        self.initial |= self.held
        self.initial["shown_labels"] = " ".join(str(row.pk) for rows in self.held.values() for row in rows)

    def clean(self):
        cleaned = super().clean()
        try:
            require_permitted(self.label_change(), by=self.user)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return cleaned

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
        if name == "tag_choice":
            return self.instance.live_tags
        return [each for each in self.instance.live_lists if each.type == ContactList.Type.STATIC]


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
        # Whoever may change the contact was asked when the form was opened: it may be another's by the same click.
        label(form.instance, form.label_change(), by=request.user, door=DOOR)

    @admin.display(description="Tags")
    def tag_choice(self, obj):
        return ", ".join(map(str, obj.live_tags))

    @admin.display(description="Lists")
    def list_choice(self, obj):
        return ", ".join(map(str, obj.live_lists))
