"""The form on a contact's page that notes the next thing: a call, an e-mail, a meeting, a note, or a task."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminTextInputWidget

from contacts.admin.journalled import DOOR
from contacts.editing import add
from contacts.models import Activity, Contact, Task
from crm.models import User

TASK = "task"


class QuickLogForm(forms.Form):
    """One activity that has happened, or one task to do."""

    kind = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What is it?",
    )
    subject = forms.CharField(
        max_length=255,
        widget=UnfoldAdminTextInputWidget({"placeholder": "What was it about?", "aria-label": "Subject"}),
    )
    body = forms.CharField(
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget({"placeholder": "Details", "aria-label": "Details", "rows": 2}),
    )
    at = forms.DateTimeField(
        required=False, widget=UnfoldAdminTextInputWidget({"type": "datetime-local", "aria-label": "When"})
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == TASK and cleaned.get("body"):
            self.add_error("body", "A task has a title alone: put the details there, or log a note.")
        return cleaned

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        kinds = [*Activity.Kind.choices] if user.has_perm("contacts.add_activity") else []
        kinds += [(TASK, "Task")] if user.has_perm("contacts.add_task") else []
        self.fields["kind"].choices = kinds
        self.fields["kind"].initial = kinds[0][0] if kinds else None

    @property
    def is_task(self) -> bool:
        """Whether it is something to do."""
        return self.cleaned_data["kind"] == TASK

    def note(self, contact: Contact) -> Activity | Task:
        """Write what the form says, as the user's own. Raises ValidationError."""
        row = self._task(contact, self.user) if self.is_task else self._activity(contact, self.user)
        return add(row, by=self.user, door=DOOR)

    def _task(self, contact: Contact, by: User) -> Task:
        return Task(contact=contact, owner=by, title=self.cleaned_data["subject"], due_at=self.cleaned_data["at"])

    def _activity(self, contact: Contact, by: User) -> Activity:
        at = {"occurred_at": self.cleaned_data["at"]} if self.cleaned_data["at"] else {}
        words = {name: self.cleaned_data[name] for name in ("kind", "subject", "body")}
        return Activity(contact=contact, owner=by, **words, **at)
