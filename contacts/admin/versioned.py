"""Optimistic locking: a form does not overwrite what somebody else saved meanwhile."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone

from contacts.exceptions import StaleVersion
from contacts.models.live import LiveModel

# The section of a page that holds the version, and shows nothing.
OPENED = ("", {"fields": ["opened_version"], "classes": ["hidden"]})


class VersionedForm(forms.ModelForm):
    """Carries the version of the row that it was made from, and is refused once the row has another.

    Of rows that count no versions, the time of the last change tells.
    """

    opened_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = version_of(self.instance)

    def clean(self):
        cleaned = super().clean()
        if not self.instance._state.adding:
            self._refuse_stale(cleaned.get("opened_version"))
        return cleaned

    def _refuse_stale(self, version: str) -> None:
        # Locked until the form is saved: of two who press the button together, the second is told.
        current = type(self.instance).objects.select_for_update().get(pk=self.instance.pk)
        if version != version_of(current):
            time = formats.date_format(timezone.localtime(current.updated_at), "DATETIME_FORMAT")
            raise ValidationError(str(StaleVersion(changed_at=time)), code="stale")


def version_of(row: LiveModel) -> str:
    """What differs as soon as somebody has changed the row; blank for one that is yet to be added."""
    if row._state.adding:
        return ""
    return str(row.version) if hasattr(row, "version") else row.updated_at.isoformat()
