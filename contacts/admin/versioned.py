"""Optimistic locking: a form does not overwrite what somebody else saved meanwhile."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone

from contacts.exceptions import StaleVersion


class VersionedForm(forms.ModelForm):
    """Carries the version of the row that it was made from, and is refused once the row has another."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if not self.instance._state.adding:
            self._refuse_stale(cleaned.get("opened_version"))
        return cleaned

    def _refuse_stale(self, version: int | None) -> None:
        # Locked until the form is saved: of two who press the button together, the second is told.
        rows = type(self.instance).objects.select_for_update().values_list("version", "updated_at")
        current, changed_at = rows.get(pk=self.instance.pk)
        if version != current:
            time = formats.date_format(timezone.localtime(changed_at), "DATETIME_FORMAT")
            raise ValidationError(str(StaleVersion(changed_at=time)), code="stale")
