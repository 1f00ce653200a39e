"""The forms by which views of the list of contacts are made."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from contacts.admin.list_form import NEEDED, FilterField
from contacts.exceptions import UnusableFilter
from contacts.filters import as_json, fields_for, parse
from contacts.models import ContactList, SavedView
from contacts.querysets import SHARE_VIEWS

NAME_TAKEN = "You have a view of this name already."


class FilterForm(forms.Form):
    """An advanced filter."""

    filters = FilterField(label="Who is shown", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = self.fields["filters"].widget.user = user

    def clean_filters(self):
        if not self.cleaned_data["filters"]:
            raise ValidationError(NEEDED)
        try:
            return as_json(parse(self.cleaned_data["filters"], fields=fields_for(self.user)))
        except UnusableFilter as refusal:
            raise ValidationError(str(refusal)) from refusal


class ColumnsForm(forms.Form):
    """Columns in the order in which they were ticked off."""

    columns = forms.MultipleChoiceField(error_messages={"required": "Choose at least one column."})

    def __init__(self, *args, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = labels.items()


class ViewForm(forms.ModelForm):
    """What a view is called, and who sees it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        widgets = {"name": UnfoldAdminTextInputWidget, "is_shared": UnfoldBooleanSwitchWidget}
        labels = {"is_shared": "Share it"}

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = True
        if user and not user.has_perm(SHARE_VIEWS):
            del self.fields["is_shared"]

    def clean_name(self):
        own = SavedView.objects.filter(created_by=self.instance.created_by_id).exclude(pk=self.instance.pk)
        if own.filter(name__iexact=self.cleaned_data["name"]).exists():
            raise ValidationError(NAME_TAKEN)
        return self.cleaned_data["name"]


class NewListForm(forms.ModelForm):
    """What the list is called that a filter is to fill."""

    class Meta:
        model = ContactList
        fields = ["name"]
        widgets = {"name": UnfoldAdminTextInputWidget}
