"""The card on the page of a contact that says what the person agreed to."""

from django.db.models import Exists, OuterRef

from contacts.admin.panels import PANELS, Panel
from gdpr.consent import GRANTS, PERMISSION, standing, words
from gdpr.consent.links import HOLDS, Page, preferences_link
from gdpr.models import ConsentEvent, Purpose

SHOWN = 8


def consent_of(request, contact):
    """For each purpose the word that counts, and the newest entries of the ledger; for those who may look at it."""
    if not request.user.has_perm("gdpr.view_consentevent"):
        return None
    told = words(contact).select_related("purpose", "recorded_by", "notice__purpose")
    entries = list(told.annotate(counts=Exists(standing(contact).filter(pk=OuterRef("pk")))))
    counting = {entry.purpose_id: entry for entry in entries if entry.counts}
    may_send = request.user.has_perm(PERMISSION) and not contact.erased_at
    return {
        "standings": [(purpose, counting.get(purpose.pk)) for purpose in Purpose.objects.all()],
        "waiting": _waiting(entries),
        "link": preferences_link(contact) if may_send else "",
        "link_holds": HOLDS[Page.PREFERENCES].days,
        "entries": entries[:SHOWN],
        "hidden": max(len(entries) - SHOWN, 0),
        "grants": GRANTS,
    }


def _waiting(entries):
    """The ids of the purposes on which the newest word waits for its confirmation."""
    newest = {entry.purpose_id: entry for entry in reversed(entries) if entry.kind != ConsentEvent.Kind.REQUESTED}
    return {purpose for purpose, entry in newest.items() if entry.awaits_confirmation}


PANELS.append(Panel("Consent", "admin/gdpr/contact/consent_panel.html", consent_of))
