"""The form that asks for the format of an export and its columns."""

from collections.abc import Iterator

from django import forms
from django.forms.boundfield import BoundWidget
from unfold.widgets import CHECKBOX_CLASSES, UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from contacts.exporting import FORMATS
from contacts.exporting.columns import groups, labels
from contacts.models import ExportRun

ALL, SOME = "all", "some"
NO_COLUMNS = "Choose at least one column, or all of them."


class ExportForm(forms.Form):
    """Format and columns; those of the last export are proposed."""

    kind = forms.ChoiceField(
        label="Format",
        choices=[(kind, form.label) for kind, form in FORMATS.items()],
        widget=UnfoldAdminSelectWidget({"x-model": "kind"}),
    )
    scope = forms.ChoiceField(
        label="Columns",
        choices=[(ALL, "All columns"), (SOME, "Only those that I choose")],
        widget=UnfoldAdminRadioSelectWidget(attrs={"x-model": "scope"}),
    )
    columns = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple({"class": " ".join(CHECKBOX_CLASSES)})
    )

    def __init__(self, *args, last: ExportRun | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = list(labels().items())
        self.fields["kind"].initial = last.kind if last else "csv"
        self.fields["scope"].initial = ALL if last is None or last.has_all_columns else SOME
        self.fields["columns"].initial = last.columns if last else []

    def groups(self) -> Iterator[tuple[str, list[BoundWidget]]]:
        """The boxes of the columns, under their headings."""
        boxes = {box.data["value"]: box for box in self["columns"].subwidgets}
        for heading, names in groups().items():
            yield heading, [boxes[name] for name in names]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("scope") == SOME and not cleaned.get("columns") and "columns" not in self.errors:
            self.add_error("columns", NO_COLUMNS)
        return cleaned

    def chosen(self) -> list[str] | None:
        """The columns in the order of the file; None for all."""
        return self.cleaned_data["columns"] if self.cleaned_data["scope"] == SOME else None
