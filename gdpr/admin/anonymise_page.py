"""The action that anonymises the selected contacts, and the page that shows beforehand what that takes."""

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from contacts.admin.journalled import DOOR
from contacts.admin.panels import ACTIONS
from contacts.exceptions import TooMany
from gdpr.erasure import PERMISSION, anonymise, plan_anonymisation
from gdpr.exceptions import Refused

# Chosen, not written: a reason that is kept for good must not name anybody.
REASONS = [
    "The person asked for it",
    "The person withdrew consent",
    "The data are no longer needed",
    "The data should never have been collected",
    "The law requires it",
]
NOTHING = "Nothing to do: the selected contacts are anonymised already."


class AnonymiseForm(forms.Form):
    """Why, and that it is meant."""

    reason = forms.ChoiceField(
        choices=[("", "—"), *((reason, reason) for reason in REASONS)],
        help_text="Kept with the change, so that you can account for it.",
        widget=UnfoldAdminSelectWidget,
    )
    understood = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Tick this if you do want to anonymise."},
        widget=UnfoldBooleanWidget,
    )


@action(description="Anonymise", permissions=[PERMISSION])
def anonymise_selected(modeladmin, request, queryset):
    """Show what would be erased of whom; posted with a reason, erase it."""
    form = AnonymiseForm(request.POST if "apply" in request.POST else None)
    try:
        if form.is_valid():
            count = anonymise(queryset, by=request.user, door=DOOR, reason=form.cleaned_data["reason"])
            told = f"{count} {model_ngettext(modeladmin.opts, count)} anonymised for good."
            return modeladmin.message_user(request, told, messages.SUCCESS)
        plan = plan_anonymisation(queryset, by=request.user)
    except (Refused, TooMany) as refusal:
        return modeladmin.message_user(request, str(refusal), messages.ERROR)
    if not plan.people:
        return modeladmin.message_user(request, NOTHING, messages.INFO)
    context = modeladmin.admin_site.each_context(request) | {
        "title": "Anonymise contacts",
        "opts": modeladmin.opts,
        "plan": plan,
        "contacts": plan.people,
        "losses": [(model_ngettext(loss.model._meta, loss.count), loss) for loss in plan.losses],
        "form": form,
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/gdpr/contact/anonymise.html", context)


anonymise_selected.suits = lambda contact: True
ACTIONS.append(anonymise_selected)
