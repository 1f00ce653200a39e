"""What contacts asks of whoever keeps the record of consent: `settings.CONSENT_LEDGER` names it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from contacts.models import ChangeSet, Contact
from crm.models import User


@dataclass(frozen=True)
class Consent:
    """What a person allows: for which purpose, through which channel they said so, and how we know."""

    purpose: str
    channel: str
    evidence: str


class Ledger(Protocol):
    """The record of consent, as far as contacts needs it."""

    def record(
        self,
        contact: Contact,
        *,
        purpose: str,
        kind: str,
        channel: str,
        evidence: str = "",
        by: User | None = None,
        occurred_at: datetime | None = None,
    ) -> Any:
        """Add one entry, `kind` being "granted" or "withdrawn", say; one for each where the purpose is "full".

        Refuses a grant by somebody who may not grant.
        """

    def withdraw_marketing(self, relation: str, *, change_set: ChangeSet, by: User | None, evidence: str) -> list[UUID]:
        """Record that the contacts of a query want no e-mail; returns those who had not said so before."""


def ledger() -> Ledger:
    """The ledger that the settings name."""
    return import_string(settings.CONSENT_LEDGER)()
