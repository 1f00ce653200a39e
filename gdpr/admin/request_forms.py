"""What the desk of requests asks, one small form for each step."""

from django import forms
from django.utils import timezone
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from gdpr.models import ConsentEvent, Purpose, SubjectRequest

Kind = SubjectRequest.Kind
Channel = SubjectRequest.Channel
Said = ConsentEvent.Channel
# How the ledger of consent calls the ways in which a request comes.
LEDGER_CHANNELS = {
    Channel.FORM: Said.FORM,
    Channel.EMAIL: Said.EMAIL,
    Channel.PHONE: Said.PHONE,
    Channel.PAPER: Said.PAPER,
    Channel.IN_PERSON: Said.IN_PERSON,
}
BLANK = [("", "—")]


class Day(forms.DateInput):
    """The browser's own input of a date, not after today."""

    input_type = "date"

    def __init__(self):
        super().__init__(attrs={"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, (attrs or {}) | {"max": f"{timezone.localdate():%Y-%m-%d}"})


class OpenForm(forms.Form):
    """A request that came in otherwise than by the public form."""

    kind = forms.ChoiceField(label="What they ask for", choices=BLANK + Kind.choices, widget=UnfoldAdminSelectWidget)
    channel = forms.ChoiceField(label="Came in by", choices=BLANK + Channel.choices, widget=UnfoldAdminSelectWidget)
    received_on = forms.DateField(
        label="Received",
        initial=timezone.localdate,
        widget=Day,
        help_text="The month begins on this day, whoever of us got it.",
    )
    email = forms.EmailField(
        label="E-mail of the person", widget=UnfoldAdminEmailInputWidget, help_text="By it the contact is found."
    )
    message = forms.CharField(label="What they wrote", required=False, widget=UnfoldAdminExpandableTextareaWidget)


class IdentityForm(forms.Form):
    how = forms.CharField(
        label="How do we know that it is the person?",
        widget=UnfoldAdminTextInputWidget,
        help_text="“Called back on the number on record”, say. Ask for no more than it takes, no passport.",
    )


class ContactForm(forms.Form):
    email = forms.EmailField(label="Address by which the contact is known here", widget=UnfoldAdminEmailInputWidget)


class ExtendForm(forms.Form):
    reason = forms.CharField(
        label="Why it takes longer",
        widget=UnfoldAdminTextInputWidget,
        help_text="Complexity, or the number of requests (Art. 12 (3)).",
    )
    told_on = forms.DateField(label="The person was told so on", initial=timezone.localdate, widget=Day)


class NoteForm(forms.Form):
    text = forms.CharField(label="Note", widget=UnfoldAdminTextInputWidget)


class CloseForm(forms.Form):
    decision = forms.ChoiceField(
        label="Outcome", choices=BLANK + SubjectRequest.Decision.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.CharField(
        label="What the person was told",
        widget=UnfoldAdminTextInputWidget,
        help_text="Of a refusal also why, and that they can complain to the supervisory authority (Art. 12 (4)).",
    )


class ObjectForm(forms.Form):
    purpose = forms.ModelChoiceField(
        Purpose.objects, to_field_name="key", empty_label="—", widget=UnfoldAdminSelectWidget
    )


def of(row: SubjectRequest) -> dict[str, forms.Form]:
    """The forms of what can be done next, by the names of the steps."""
    if not row.is_open:
        return {"note": NoteForm()}
    offered = {
        "contact": ContactForm() if row.contact is None else None,
        "identity": IdentityForm() if row.identity_checked_on is None else None,
        "object": ObjectForm() if row.kind == Kind.OBJECTION and row.contact else None,
        "extend": ExtendForm() if row.extended_on is None and timezone.localdate() <= row.due_on else None,
        "note": NoteForm(),
        "close": CloseForm(),
    }
    return {name: form for name, form in offered.items() if form}
