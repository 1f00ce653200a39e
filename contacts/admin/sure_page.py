"""Merging all pairs at once that are sure enough: which groups that would be, and the button that does it."""

from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from contacts.admin.journalled import DOOR
from contacts.admin.pair_queue import may_decide
from contacts.admin.reasons import percent, weightiest
from contacts.duplicates.sure_groups import (
    DEFAULT,
    MOST_IN_GROUP,
    LeftOut,
    Sample,
    SurePlan,
    least_threshold,
    plan_sure,
    samples,
)
from contacts.exceptions import PlanOutdated, Refused
from contacts.models import DuplicatePair
from contacts.tasks import start_merge

LEFT_OUT = {
    LeftOut.NOT_YOURS: "a contact belongs to a colleague of another team.",
    LeftOut.CHANGED: "a contact was changed since they were compared. Search once more to have them compared anew.",
    LeftOut.DECIDED: "somebody has put off one of the pairs, or taken the two for different people.",
    LeftOut.LARGE: f"more than {MOST_IN_GROUP} contacts. Look at these one by one.",
}


class ThresholdForm(forms.Form):
    """How sure is sure enough."""

    at_least = forms.DecimalField(
        label="At least so probable, in per cent",
        max_value=100,
        decimal_places=2,
        initial=f"{DEFAULT * 100:g}",
        widget=UnfoldAdminDecimalFieldWidget,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = Decimal(f"{least_threshold() * 100:g}")
        self.fields["at_least"].validators.append(MinValueValidator(least))

    @property
    def threshold(self) -> float:
        """As a probability; that of a form that is not valid is the one that is proposed."""
        return float(self.cleaned_data["at_least"]) / 100 if self.is_valid() else DEFAULT


def sure(request: HttpRequest) -> HttpResponse:
    """What would be merged; posted, it is done, unless it would be something else by now."""
    if not may_decide(request.user):
        raise PermissionDenied
    form = ThresholdForm(request.POST if request.method == "POST" else request.GET or None)
    plan = plan_sure(form.threshold, by=request.user)
    if request.method == "POST":
        return applied(request, form, plan)
    context = admin.site.each_context(request) | {
        "title": "Merge the sure ones",
        "opts": DuplicatePair._meta,
        "form": form,
        "at_least": form["at_least"].value(),
        "plan": plan,
        "samples": [told(sample) for sample in samples(plan)],
        "left_out": [(plan.left_out[reason], words) for reason, words in LEFT_OUT.items() if plan.left_out[reason]],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/contacts/duplicatepair/sure.html", context)


def applied(request: HttpRequest, form: ThresholdForm, plan: SurePlan) -> HttpResponse:
    """Merge the groups, or have the workers do so."""
    try:
        if plan.fingerprint != request.POST.get("shown"):
            raise PlanOutdated
        return redirect(start_merge(plan, by=request.user, door=DOOR))
    except Refused as refusal:
        messages.error(request, str(refusal))
    asked = {"at_least": form.cleaned_data["at_least"]} if form.is_valid() else {}
    return redirect(f"{reverse('admin:contacts_duplicatepair_sure')}?{urlencode(asked)}")


def told(sample: Sample) -> dict:
    """A group in words: who, how probable its least probable pair is, and why."""
    weakest = min(sample.pairs, key=lambda pair: pair.probability)
    return {
        "winner": sample.contacts[0],
        "losers": sample.contacts[1:],
        "percent": percent(weakest.probability),
        "reasons": [text for text, _ in weightiest(weakest)],
    }
