"""Who must not come back, as hashes; and the page on which somebody is taken in again."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from contacts.admin.journalled import DOOR
from contacts.admin.read_only import ReadOnlyAdmin
from contacts.admin.steps import StepsAdmin
from contacts.consent import Consent
from contacts.exceptions import Refused as ContactsRefused
from gdpr.exceptions import Refused
from gdpr.models import ConsentEvent, Purpose, Suppression
from gdpr.suppression import PERMISSION, lift

REASONS = ["The person came back of their own accord", "The person asked to be taken in again", "It was a mistake"]
IN_FORCE, LIFTED = "In force", "Lifted"


class LiftForm(forms.Form):
    """Who agrees anew, to what, and how we know."""

    email = forms.EmailField(label="E-mail address", widget=UnfoldAdminTextInputWidget)
    reason = forms.ChoiceField(
        choices=[("", "—"), *((reason, reason) for reason in REASONS)], widget=UnfoldAdminSelectWidget
    )
    purpose = forms.ModelChoiceField(
        Purpose.objects, label="Agrees to", to_field_name="key", empty_label="—", widget=UnfoldAdminSelectWidget
    )
    channel = forms.ChoiceField(
        label="Said so by", choices=[("", "—"), *ConsentEvent.Channel.choices], widget=UnfoldAdminSelectWidget
    )
    evidence = forms.CharField(
        widget=UnfoldAdminExpandableTextareaWidget,
        help_text="Where and how the person agreed: the form, the call, the signed paper.",
    )

    def consent(self):
        """What the person agrees to."""
        cleaned = self.cleaned_data
        return Consent(cleaned["purpose"].key, cleaned["channel"], cleaned["evidence"])


def take_in(request):
    """Ask who agrees anew; posted, lift it and open the new contact."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    form = LiftForm(request.POST or None)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("email", "reason")}
        try:
            contact = lift(told["email"], reason=told["reason"], consent=form.consent(), by=request.user, door=DOOR)
        except (Refused, ContactsRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Taken in again. From now on every door lets them in.")
            return redirect(contact)
    context = admin.site.each_context(request) | {
        "title": "Take somebody in again",
        "opts": Suppression._meta,
        "form": form,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/gdpr/suppression/lift.html", context)


@admin.register(Suppression)
class SuppressionAdmin(StepsAdmin, ReadOnlyAdmin):
    list_display = ["kind", "state", "reason", "erasure", "created_by", "created_at", "lifted_by", "lifted_at"]
    list_display_links = None
    list_filter = ["kind", ("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["erasure", "created_by", "lifted_by"]
    fields = ["kind", "reason", "erasure", "created_by", "created_at", "lifted_by", "lifted_at", "lifted_reason"]
    list_steps = {"take-in": take_in}
    actions_list = ["open_lift"]

    def current_step(self, request, row):
        """What is kept of it, to be read."""
        return super(StepsAdmin, self).change_view(request, str(row.pk))

    @action(description="Take somebody in again", icon="person_add", permissions=["lift"])
    def open_lift(self, request):
        return redirect("admin:gdpr_suppression_take_in")

    def has_lift_permission(self, request):
        return request.user.has_perm(PERMISSION)

    @display(description="State", ordering="lifted_at", label={IN_FORCE: "warning", LIFTED: "info"})
    def state(self, obj):
        return LIFTED if obj.lifted_at else IN_FORCE
