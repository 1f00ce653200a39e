"""What a person is told beside their data (Art. 15 (1) GDPR), from what the program itself knows."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from contacts.models import Contact
from gdpr.consent import standing
from gdpr.models import Purpose


def explanation(ids: Collection[UUID]) -> dict[str, Any]:
    """The context of the page: who it is about, from where we have it, and for what it is used."""
    people = list(Contact.objects.filter(pk__in=ids).order_by("created_at"))
    counting = {
        event.purpose_id: event for contact in people if not contact.merged_into_id for event in standing(contact)
    }
    return {
        "people": people,
        "sources": [(contact.get_source_display(), contact.created_at) for contact in people],
        "purposes": [(purpose, counting.get(purpose.pk)) for purpose in Purpose.objects.all()],
        "file_days": settings.KEEP_FILES_DAYS,
        "made_at": timezone.now(),
    }
