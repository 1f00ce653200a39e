"""The action that records what the selected contacts have said about their data, and its page."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from contacts.admin.journalled import DOOR
from contacts.admin.panels import ACTIONS
from contacts.exceptions import TooMany
from contacts.models import Contact
from contacts.models.columns import within_calendar
from gdpr.consent import GRANTS, PERMISSION, record_all
from gdpr.exceptions import GrantNeedsEvidence, Refused, TextOfAnotherPurpose
from gdpr.models import FULL, ConsentEvent, NoticeText, Purpose
from gdpr.permitted import permitted

Kind = ConsentEvent.Kind
SAID = {
    Kind.GRANTED: "Agreed to it",
    Kind.WITHDRAWN: "Withdrew what they had agreed to",
    Kind.REFUSED: "Refused when asked",
    Kind.OBJECTED: "Objected to it",
}


class LocalTime(forms.DateTimeInput):
    """The browser's own input of a date and a time."""

    input_type = "datetime-local"


def purposes():
    """Every purpose by its key, and all of them."""
    known = Purpose.objects.values_list("key", "name")
    return [("", "—"), *known, (FULL, "Every purpose that takes consent")]


class RecordConsentForm(forms.Form):
    """What people said, of which purpose, how, and when."""

    purpose = forms.ChoiceField(choices=purposes, widget=UnfoldAdminSelectWidget)
    kind = forms.ChoiceField(label="What they said", choices=[("", "—"), *SAID.items()], widget=UnfoldAdminSelectWidget)
    channel = forms.ChoiceField(
        label="Said so by", choices=[("", "—"), *ConsentEvent.Channel.choices], widget=UnfoldAdminSelectWidget
    )
    source = forms.CharField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text="Which form, page, campaign or fair it was.",
    )
    notice = forms.ModelChoiceField(
        NoticeText.objects.select_related("purpose"),
        label="Text they were shown",
        required=False,
        empty_label="—",
        widget=UnfoldAdminSelectWidget,
    )
    evidence = forms.CharField(
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget,
        help_text="Where and how they said so: the form, the call, the signed paper. Needed where they agreed.",
    )
    occurred_at = forms.DateTimeField(
        label="When",
        required=False,
        help_text="Blank means now.",
        validators=[within_calendar],
        widget=LocalTime(attrs={"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_occurred_at(self):
        occurred_at = self.cleaned_data["occurred_at"]
        if occurred_at and occurred_at > timezone.now():
            raise ValidationError("This time is yet to come: choose when they said so, or leave it blank.")
        return occurred_at

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in GRANTS and not cleaned.get("evidence"):
            self.add_error("evidence", str(GrantNeedsEvidence()))
        purpose, notice = cleaned.get("purpose"), cleaned.get("notice")
        if purpose and notice and notice.purpose.key != purpose:
            self.add_error("notice", str(TextOfAnotherPurpose()))
        return cleaned


@action(description="Record consent", permissions=[PERMISSION])
def record_consent(modeladmin, request, queryset):
    """Ask what the people said; posted, record it for each of them."""
    form = RecordConsentForm(request.POST if "apply" in request.POST else None)
    try:
        if form.is_valid():
            count = record_all(queryset, **form.cleaned_data, by=request.user, door=DOOR)
            told = f"Recorded for {count} {model_ngettext(modeladmin.opts, count)}."
            modeladmin.message_user(request, told, messages.SUCCESS)
            return redirect(queryset.get()) if count == 1 else None
        ids = permitted(queryset, PERMISSION, by=request.user)
    except (Refused, TooMany) as refusal:
        return modeladmin.message_user(request, str(refusal), messages.ERROR)
    context = modeladmin.admin_site.each_context(request) | {
        "title": "Record consent",
        "opts": modeladmin.opts,
        "contacts": Contact.objects.filter(pk__in=ids).order_by("pk"),
        "form": form,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/gdpr/contact/consent.html", context)


# People may withdraw at any time, whatever else is forbidden.
record_consent.suits = lambda contact: True
ACTIONS.append(record_consent)
