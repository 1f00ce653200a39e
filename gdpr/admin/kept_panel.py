"""The card on the page of a contact that says from where we have them, whether they know, and what they have asked."""

from django import forms
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from contacts.admin.panels import ACTIONS, PANELS, Panel
from gdpr.admin.asked import asked
from gdpr.notices import OF_OTHERS
from gdpr.retention import HOLD_PERMISSION, place_hold

TOO_MANY = "Choose one contact."


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="Why they must be kept",
        max_length=255,
        widget=UnfoldAdminTextInputWidget,
        help_text="A dispute, a duty to keep records. No rule of retention touches them until it is lifted.",
    )


@action(description="Place a legal hold", permissions=[HOLD_PERMISSION])
def hold(modeladmin, request, queryset):
    """Ask why; posted, keep the contacts whatever a rule says."""
    form = HoldForm(request.POST if "apply" in request.POST else None)

    def apply():
        count = len([place_hold(contact, **form.cleaned_data, by=request.user) for contact in queryset])
        return f"{count} kept, whatever a rule of retention says."

    words = "They are neither deleted nor anonymised by a rule, and not erased by a request, until the hold is lifted."
    title = "Place a legal hold"
    return asked(modeladmin, request, queryset, form, apply, permission=HOLD_PERMISSION, title=title, words=words)


hold.suits = lambda contact: True
ACTIONS.append(hold)


def kept(request, contact):
    """Source, notice, holds and requests, for those who look after privacy."""
    if not request.user.has_perm("gdpr.view_subjectrequest"):
        return None
    is_of_others = contact.source in OF_OTHERS
    return {
        "source": contact.get_source_display(),
        "is_of_others": is_of_others,
        "notice": contact.notices.first() if is_of_others else None,
        "holds": contact.legal_holds.filter(lifted_at=None),
        "requests": contact.requests.order_by("-received_on")[:5],
    }


PANELS.append(Panel("Privacy", "admin/gdpr/contact/kept_panel.html", kept))
