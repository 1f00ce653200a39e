"""The card on the page of a contact that says what the person agreed to."""

from contacts.admin.panels import PANELS, Panel
from gdpr.consent import GRANTS, standing, words
from gdpr.models import Purpose

SHOWN = 8


def consent_of(request, contact):
    """For each purpose the word that counts, and the newest entries of the ledger; for those who may look at it."""
    if not request.user.has_perm("gdpr.view_consentevent"):
        return None
    entries = list(words(contact).select_related("purpose", "recorded_by"))
    counting = {entry.purpose_id: entry for entry in standing(contact).select_related("recorded_by")}
    return {
        "standings": [(purpose, counting.get(purpose.pk)) for purpose in Purpose.objects.all()],
        "entries": entries[:SHOWN],
        "hidden": max(len(entries) - SHOWN, 0),
        "grants": GRANTS,
    }


PANELS.append(Panel("Consent", "admin/gdpr/contact/consent_panel.html", consent_of))
