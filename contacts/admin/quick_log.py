"""The form on a contact's page that notes the next thing: a call, an e-mail, a meeting, a note, or a task."""

from django import forms
from django.core.exceptions import PermissionDenied
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminTextInputWidget

from contacts.admin.journalled import DOOR
from contacts.editing import add
from contacts.models import Activity, Contact, Task
from crm.models import User

TASK = "task"


class QuickLogForm(forms.Form):
    """One activity that has happened, or one task to do."""

    kind = forms.ChoiceField(
        choices=[*Activity.Kind.choices, (TASK, "Task")],
        initial=Activity.Kind.CALL,
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

    @property
    def is_task(self) -> bool:
        """Whether it is something to do."""
        return self.cleaned_data["kind"] == TASK

    def note(self, contact: Contact, *, by: User) -> Activity | Task:
        """Write what the form says. Raises PermissionDenied."""
        row = self._task(contact, by) if self.is_task else self._activity(contact, by)
        if not by.has_perm(f"contacts.add_{row._meta.model_name}"):
            raise PermissionDenied
        return add(row, by=by, door=DOOR)

    def _task(self, contact: Contact, by: User) -> Task:
        return Task(contact=contact, owner=by, title=self.cleaned_data["subject"], due_at=self.cleaned_data["at"])

    def _activity(self, contact: Contact, by: User) -> Activity:
        at = {"occurred_at": self.cleaned_data["at"]} if self.cleaned_data["at"] else {}
        words = {name: self.cleaned_data[name] for name in ("kind", "subject", "body")}
        return Activity(contact=contact, owner=by, **words, **at)
