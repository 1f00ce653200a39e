"""Who may be the same person, on the page of a contact."""

from typing import Any

from django.http import HttpRequest

from contacts.admin.pair_queue import may_see_pairs
from contacts.admin.panels import PANELS, Panel
from contacts.admin.reasons import percent, weightiest
from contacts.models import Contact, DuplicatePair

SHOWN = 5


def told(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """The pairs with the contact that wait; nothing where there are none."""
    if not may_see_pairs(request.user):
        return None
    pairs = DuplicatePair.objects.waiting().visible_to(request.user).of(contact).select_related("low", "high")[:SHOWN]
    rows = [
        {
            "pair": pair,
            "other": pair.high if pair.low_id == contact.pk else pair.low,
            "percent": percent(pair.probability),
            "reasons": [text for text, _ in weightiest(pair)],
        }
        for pair in pairs
    ]
    return {"rows": rows} if rows else None


PANELS.append(Panel("May be the same as", "admin/contacts/contact/duplicates_panel.html", told))
