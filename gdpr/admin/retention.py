"""Rules of retention: written, looked at, activated; what they did; and contacts that must be kept."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.decorators import action, display

from contacts import exceptions
from contacts.admin.guarded import GuardedAdmin
from contacts.admin.journalled import JournalledAdmin
from contacts.admin.list_form import FilterField
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.filters import as_json, fields_for, parse, sentence
from contacts.models import ChangeSet
from gdpr.exceptions import Refused
from gdpr.models import LegalHold, RetentionRule, RetentionRun
from gdpr.retention import HOLD_PERMISSION, PERMISSION, activate, deactivate, lift_hold, plan_retention


class RuleForm(forms.ModelForm):
    """A rule whose filter can be used."""

    filters = FilterField(label="Which contacts", required=False, help_text="Without a condition, all of them.")
    # Who fills the form in.
    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "filters" in self.fields:
            self.fields["filters"].widget.user = self.user

    def clean_filters(self) -> dict[str, Any]:
        given = self.cleaned_data["filters"]
        try:
            return as_json(parse(given, fields=fields_for(self.user))) if given else {}
        except exceptions.UnusableFilter as refusal:
            raise ValidationError(str(refusal)) from refusal


@admin.register(RetentionRule)
class RetentionRuleAdmin(StepsAdmin, JournalledAdmin):
    form = RuleForm
    change_kind = ChangeSet.Kind.CONFIGURATION
    list_display = ["name", "days", "starts", "action", "state"]
    fields = ["name", "filters", ("starts", "days"), "action"]
    change_form_outer_before_template = "admin/gdpr/retentionrule/plan.html"

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    @property
    def steps(self):
        return {"activate": require_POST(self.activated), "deactivate": require_POST(self.deactivated)}

    def current_step(self, request, row):
        """The form itself, beneath what the rule would do."""
        return super(StepsAdmin, self).change_view(request, str(row.pk), extra_context=told(request, row))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_active)

    def has_delete_permission(self, request, obj=None):
        is_used = obj is not None and (obj.is_active or obj.runs.exists())
        return super().has_delete_permission(request, obj) and not is_used

    def activated(self, request: HttpRequest, rule: RetentionRule) -> HttpResponse:
        """Activate the rule as it was shown."""
        shown = request.POST.get("due", "")
        try:
            activate(rule, by=request.user, due=int(shown) if shown.isdecimal() else 0, now=timezone.now())
            messages.success(request, "Active: it is applied every night.")
        except (Refused, exceptions.Refused) as refusal:
            messages.error(request, str(refusal))
        return redirect(rule)

    def deactivated(self, request: HttpRequest, rule: RetentionRule) -> HttpResponse:
        """Have the rule not be applied any more."""
        try:
            deactivate(rule, by=request.user)
            messages.success(request, "It is not applied any more.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(rule)

    @display(description="State", label={"active": "success", "draft": "warning"})
    def state(self, obj):
        return "active" if obj.is_active else "draft"


def told(request: HttpRequest, rule: RetentionRule) -> dict[str, Any]:
    """What the rule would do now, and what it has done."""
    context: dict[str, Any] = {"runs": rule.runs.all()[:5], "may_activate": request.user.has_perm(PERMISSION)}
    try:
        plan = plan_retention(rule, now=timezone.now())
        who = sentence(parse(rule.filters)) if rule.filters else "All contacts."
        return context | {"plan": plan, "who": who}
    except exceptions.UnusableFilter as refusal:
        return context | {"refusal": str(refusal)}


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    list_display = ["at", "rule", "action", "due", "held", "done", "message"]
    list_filter = ["rule"]
    list_select_related = ["rule"]


@admin.register(LegalHold)
class LegalHoldAdmin(GuardedAdmin, ReadOnlyAdmin):
    actions = ["lift_selected"]
    list_display = ["contact", "reason", "placed_at", "placed_by", "lifted_at"]
    list_select_related = ["contact", "placed_by"]

    @action(description="Lift", permissions=["lift"])
    def lift_selected(self, request, queryset):
        for hold in queryset:
            lift_hold(hold, by=request.user)
        self.message_user(request, "Lifted: rules count for these contacts again.", messages.SUCCESS)

    def has_lift_permission(self, request):
        return request.user.has_perm(HOLD_PERMISSION)
