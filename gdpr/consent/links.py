"""Links that people follow without logging in. Each is sealed, holds for a while, and leads to one kind of page.

They name nobody: what stands in them is an id of ours, a purpose, and until when they hold.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from contacts.merging import survivor_of
from contacts.models import Contact
from gdpr.exceptions import LinkLeadsNowhere
from gdpr.models import ConsentEvent, Purpose


class Page(StrEnum):
    """What a link leads to. A link to one kind of page opens no other."""

    CONFIRM = "confirm"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"


# Old mails are kept for long, and to withdraw must stay as easy as to agree: https://gdpr-info.eu/art-7-gdpr/
HOLDS = {
    Page.CONFIRM: timedelta(days=7),
    Page.PREFERENCES: timedelta(days=90),
    Page.UNSUBSCRIBE: timedelta(days=5 * 365),
}


def preferences_link(contact: Contact, *, now: datetime | None = None) -> str:
    """Where the person sees and changes what they allow."""
    return _link(Page.PREFERENCES, contact.pk.hex, now=now)


def unsubscribe_link(contact: Contact, purpose: Purpose, *, now: datetime | None = None) -> str:
    """Where the person, or their mail program, ends one purpose by one POST (RFC 8058)."""
    return _link(Page.UNSUBSCRIBE, f"{contact.pk.hex}.{purpose.key}", now=now)


def confirmation_link(grant: ConsentEvent, *, now: datetime | None = None) -> str:
    """Where the person confirms a grant."""
    return _link(Page.CONFIRM, str(grant.pk), now=now)


@dataclass(frozen=True)
class Opened:
    """What a link leads to: a person who lives on, and where the page is about one, a purpose or a grant."""

    contact: Contact
    purpose: Purpose | None = None
    grant: ConsentEvent | None = None

    @classmethod
    def of(cls, page: Page, token: str, *, now: datetime | None = None) -> Self:
        """Raises `LinkLeadsNowhere`: for a link that was made up, is too old, or whose person was erased alike."""
        subject = _unsealed(page, token, now or timezone.now())
        if page == Page.CONFIRM:
            grant = _found(ConsentEvent.objects.select_related("contact", "purpose", "notice"), pk=int(subject))
            return cls(_living(grant.contact_id), grant.purpose, grant)
        hexadecimal, _, key = subject.partition(".")
        return cls(_living(UUID(hexadecimal)), _found(Purpose.objects, key=key) if key else None)


def _link(page: Page, subject: str, *, now: datetime | None) -> str:
    until = (now or timezone.now()) + HOLDS[page]
    token = _signer(page).sign_object([subject, int(until.timestamp())])
    return settings.PUBLIC_URL + reverse(f"privacy:{page}", args=[token])


def _unsealed(page: Page, token: str, now: datetime) -> str:
    try:
        subject, until = _signer(page).unsign_object(token)
    except BadSignature:
        raise LinkLeadsNowhere from None
    if until < now.timestamp():
        raise LinkLeadsNowhere
    return subject


def _signer(page: Page) -> Signer:
    return Signer(salt=f"gdpr.consent.links.{page}", sep=".")


def _living(pk: UUID) -> Contact:
    return _found(Contact.objects.filter(erased_at=None), pk=survivor_of(pk))


def _found(rows: Any, **known: Any) -> Any:
    row = rows.filter(**known).first()
    if row is None:
        raise LinkLeadsNowhere
    return row
