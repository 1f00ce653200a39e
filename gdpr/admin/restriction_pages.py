"""The actions that restrict the use of contacts, lift that, and correct a contact whose data are restricted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import model_ngettext
from django.db.models import URLField
from django.utils import timezone
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from contacts.admin.journalled import DOOR
from contacts.admin.panels import ACTIONS
from contacts.models import Contact
from contacts.models.contact import TEXTS
from gdpr.admin.asked import asked, choices
from gdpr.admin.request_forms import Day
from gdpr.restriction import PERMISSION, lift, rectify, restrict

# Chosen, not written: a reason that is kept for good must not name anybody.
RESTRICTED_FOR = [
    "The person contests that the data are right",
    "The use is unlawful, and the person does not want them erased",
    "The person needs the data for a legal claim",
    "The person has objected, and it is not judged yet",
]
LIFTED_FOR = [
    "It was found that the data are right",
    "The data were corrected",
    "The person agrees",
    "Our grounds weigh more",
]
ONE_ONLY = "Choose one contact to correct."


class RestrictForm(forms.Form):
    reason = choices(RESTRICTED_FOR)


class LiftForm(forms.Form):
    reason = choices(LIFTED_FOR)
    told_on = forms.DateField(
        label="The person was told so on",
        initial=timezone.localdate,
        widget=Day,
        help_text="They are told before it is lifted (Art. 18 (3)).",
    )


class RectifyForm(forms.Form):
    """What contacts say of themselves, each in an input of its own."""

    def __init__(self, contact: Contact, *args: Any) -> None:
        names = ("email", *TEXTS, "birth_date")
        super().__init__(*args, initial={name: getattr(contact, name) for name in names})
        for column in map(Contact._meta.get_field, names):
            scheme = {"assume_scheme": "https"} if isinstance(column, URLField) else {}
            widget = Day if column.name == "birth_date" else UnfoldAdminTextInputWidget
            self.fields[column.name] = column.formfield(widget=widget, **scheme)

    def changes(self) -> dict[str, Any]:
        """What differs."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


@action(description="Restrict use", permissions=[PERMISSION])
def restrict_use(modeladmin, request, queryset):
    """Ask why; posted, keep the data of the contacts and use them for nothing."""
    form = RestrictForm(request.POST if "apply" in request.POST else None)

    def apply():
        count = restrict(queryset, **form.cleaned_data, by=request.user, door=DOOR)
        return f"The use of {count} {model_ngettext(modeladmin.opts, count)} is restricted."

    words = "They are kept, and used for nothing: no lists, exports, enrichment, merges or mail. Nobody changes them."
    return asked(
        modeladmin, request, queryset, form, apply, permission=PERMISSION, title="Restrict the use of data", words=words
    )


@action(description="Lift restriction", permissions=[PERMISSION])
def lift_restriction(modeladmin, request, queryset):
    """Ask why, and whether the people know; posted, have the data be used again."""
    form = LiftForm(request.POST if "apply" in request.POST else None)

    def apply():
        count = lift(queryset, **form.cleaned_data, by=request.user, door=DOOR)
        return f"The use of {count} {model_ngettext(modeladmin.opts, count)} is no longer restricted."

    words = "They are used again like those of anybody else."
    return asked(
        modeladmin, request, queryset, form, apply, permission=PERMISSION, title="Lift the restriction", words=words
    )


@action(description="Correct", permissions=[PERMISSION])
def correct(modeladmin, request, queryset):
    """The form that corrects one contact, restricted or not; posted, what differs is written."""
    contact = queryset.first() if queryset.count() == 1 else None
    if contact is None:
        return modeladmin.message_user(request, ONE_ONLY, messages.ERROR)
    form = RectifyForm(contact, request.POST if "apply" in request.POST else None)

    def apply():
        rectify(contact, form.changes(), reason="Rectification (Art. 16)", by=request.user, door=DOOR)
        return "Corrected."

    words = "What is wrong is put right; a restriction stays."
    return asked(
        modeladmin, request, queryset, form, apply, permission=PERMISSION, title="Correct what is wrong", words=words
    )


restrict_use.suits = lambda contact: not contact.restricted_at
lift_restriction.suits = correct.suits = lambda contact: bool(contact.restricted_at)
ACTIONS.extend([restrict_use, lift_restriction, correct])
