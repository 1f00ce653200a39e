"""A receipt: what the ledger knows of one entry, for the person or a court to keep."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from gdpr.models import ConsentEvent

SCHEMA = "urn:contact-crm:consent-receipt:1"


def receipt(event: ConsentEvent) -> dict[str, Any]:
    """The entry in JSON: who said what about which purpose, shown which words, when, how, and where that is proved."""
    purpose, notice = event.purpose, event.notice
    return {
        "schema": SCHEMA,
        "receipt": f"{event.pk}",
        "issued_at": timezone.now().isoformat(),
        "controller": settings.ORGANISATION,
        "person": {"id": str(event.contact_id), "email": event.contact.email},
        "purpose": {
            "key": purpose.key,
            "name": purpose.name,
            "description": purpose.description,
            "lawful_basis": purpose.lawful_basis,
            "period": purpose.period,
        },
        "text": notice and {"version": notice.version, "language": notice.language, "text": notice.text},
        "kind": event.kind,
        "awaits_confirmation": event.awaits_confirmation,
        "occurred_at": event.occurred_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "recorded_by": event.recorded_by_id and str(event.recorded_by_id),
        "channel": event.channel,
        "source": event.source,
        "evidence": event.evidence,
        "change_set": event.change_set_id and str(event.change_set_id),
    }
