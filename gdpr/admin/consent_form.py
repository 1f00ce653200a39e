"""What the form of a new contact asks about consent; `settings.CONSENT_FORM` names it."""

from django import forms
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSelectWidget

from contacts.consent import Consent
from gdpr.models import ConsentEvent, Purpose


class ConsentForm(forms.Form):
    """A grant of consent, or none: a purpose goes with its channel, and with evidence, without which it is void."""

    consent_purpose = forms.ModelChoiceField(
        Purpose.objects,
        label="Has agreed to",
        to_field_name="key",
        required=False,
        empty_label="—",
        widget=UnfoldAdminSelectWidget,
    )
    consent_channel = forms.ChoiceField(
        label="Said so by",
        choices=[("", "—"), *ConsentEvent.Channel.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    consent_evidence = forms.CharField(
        label="Evidence",
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget,
        help_text="Where and how the person agreed: the form, the call, the signed paper.",
    )

    def clean(self):
        cleaned = super().clean()
        parts = {name: cleaned.get(name) for name in ConsentForm.base_fields}
        if any(parts.values()):
            for name in (name for name, part in parts.items() if not part and name not in self.errors):
                self.add_error(name, "Purpose, channel and evidence belong together.")
        return cleaned

    def consent(self) -> Consent | None:
        """What the person agreed to, if anything."""
        purpose, channel, evidence = (self.cleaned_data[name] for name in ConsentForm.base_fields)
        return Consent(purpose.key, channel, evidence) if purpose else None
