"""The action that fills the blanks of the selected contacts, and the page that shows beforehand what will be filled."""

from collections.abc import Iterator, Mapping

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import UnfoldBooleanWidget

from contacts import normalize
from contacts.admin.journalled import DOOR
from contacts.enrichment import SURE, EnrichmentPlan, Gain, enrich, plan_enrichment
from contacts.exceptions import BelongsToOthers, PlanOutdated, TooMany
from contacts.models import Contact

NOTHING = "Nothing to fill in: nobody knows more of these contacts than they say already."


class GuessesForm(forms.Form):
    """Whether what is uncertain is wanted too."""

    guesses = forms.BooleanField(
        label="Fill in the guesses too",
        required=False,
        help_text="Otherwise these fields stay blank.",
        widget=UnfoldBooleanWidget,
    )


class EnrichAction:
    """Fills the blanks of contacts that were selected in the list."""

    @action(description="Enrich", permissions=["enrich"])
    def enrich_selected(self, request, queryset):
        try:
            plan = plan_enrichment(queryset, by=request.user)
            if "apply" in request.POST:
                return self._enrich(request, plan)
        except (BelongsToOthers, PlanOutdated, TooMany) as refusal:
            return self.message_user(request, str(refusal), messages.ERROR)
        if not plan.rows:
            return self.message_user(request, NOTHING, messages.INFO)
        gains = [(row.contact, list(told(row.gains))) for row in plan.rows]
        context = self.admin_site.each_context(request) | {
            "title": "Enrich contacts",
            "opts": self.opts,
            "plan": plan,
            "rows": gains,
            "form": GuessesForm() if plan.has_guesses else None,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/contacts/contact/enrich.html", context)

    def _enrich(self, request, plan: EnrichmentPlan):
        if request.POST.get("shown") != plan.fingerprint:
            raise PlanOutdated
        at_least = 0 if "guesses" in request.POST else SURE
        filled = enrich(plan, by=request.user, door=DOOR, at_least=at_least)
        self.message_user(request, f"Blanks of {filled} {model_ngettext(self.opts, filled)} were filled in.")
        if left := len(plan.chosen(at_least=at_least)) - filled:
            self.message_user(request, f"{left} changed meanwhile and stayed as they were.", messages.WARNING)
        return redirect(plan.rows[0].contact) if len(plan.rows) == 1 else None

    def has_enrich_permission(self, request):
        return request.user.has_perm("contacts.enrich_contact") and self.has_change_permission(request)


def told(gains: Mapping[str, Gain]) -> Iterator[tuple[str, str, Gain]]:
    """Each gain with the names of its field and of its value as people say them."""
    for name, gain in gains.items():
        value = normalize.country_name(gain.new) if name == "country" else str(gain.new)
        yield Contact._meta.get_field(name).verbose_name, value, gain
