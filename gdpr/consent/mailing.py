"""The mails about consent, and the headers by which a mail program ends it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from contacts.models import ChangeSet, Contact
from crm.models import User
from gdpr.consent.links import HOLDS, Page, confirmation_link, preferences_link, unsubscribe_link
from gdpr.consent.recording import PERMISSION, record
from gdpr.consent.standing import Kind, awaiting
from gdpr.exceptions import ErasedContact, NoMailServer, NotPermitted
from gdpr.models import ConsentEvent, Purpose

# Whoever agreed longer ago will not remember it.
ASKED_WITHIN = timedelta(days=3)


def unsubscribe_headers(contact: Contact, purpose: Purpose) -> dict[str, str]:
    """What every mail for the purpose carries, so that one click ends it: https://www.rfc-editor.org/rfc/rfc8058"""
    return {
        "List-Unsubscribe": f"<{unsubscribe_link(contact, purpose)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def send_preferences(contact: Contact, *, by: User | None) -> None:
    """Send the person the link to their page of preferences.

    Raises `NotPermitted`, `NoMailServer` and `ErasedContact`.
    """
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)
    if not settings.SENDS_MAIL:
        raise NoMailServer
    if contact.erased_at:
        raise ErasedContact
    days = HOLDS[Page.PREFERENCES].days
    _send("preferences", contact, {"link": preferences_link(contact), "days": days})


def send_confirmations(*, now: datetime) -> int:
    """Ask everybody who has just agreed, and has to confirm it, to do so; returns how many mails went out.

    That somebody was asked is an entry of the ledger, and nobody is asked twice for one grant. Without a mail server
    all of them go on waiting.
    """
    if not settings.SENDS_MAIL:
        return 0
    asked = ConsentEvent.objects.filter(
        kind=Kind.REQUESTED, contact=OuterRef("contact"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
    )
    waiting = ConsentEvent.objects.filter(
        ~Exists(asked),
        awaits_confirmation=True,
        recorded_at__gt=now - ASKED_WITHIN,
        contact__deleted_at=None,
        contact__restricted_at=None,
    )
    grants = waiting.select_related("contact", "purpose", "notice").order_by("pk")
    due = [grant for grant in grants if awaiting(grant.contact).filter(pk=grant.pk).exists()]
    for grant in due:
        _ask(grant)
    return len(due)


@transaction.atomic
def _ask(grant: ConsentEvent) -> None:
    # Noted before it is sent: where sending fails, the note is taken back, and the next run tries again.
    contact, purpose = grant.contact, grant.purpose
    record(
        contact,
        purpose=purpose.key,
        kind=Kind.REQUESTED,
        channel=ConsentEvent.Channel.EMAIL,
        source="Confirmation mail",
        notice=grant.notice,
        door=ChangeSet.Door.JOB,
        is_the_person=True,
    )
    told = {"purpose": purpose, "notice": grant.notice, "link": confirmation_link(grant)}
    headers = unsubscribe_headers(contact, purpose)
    _send("confirm", contact, told | {"days": HOLDS[Page.CONFIRM].days}, headers=headers)


def _send(name: str, contact: Contact, told: dict, *, headers: dict[str, str] | None = None) -> None:
    told |= {"organisation": settings.ORGANISATION, "contact": contact}
    subject, text, html = (
        render_to_string(f"public/mail/{name}_{part}", told) for part in ("subject.txt", "body.txt", "body.html")
    )
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[contact.email], headers=headers)
    mail.attach_alternative(html, "text/html")
    mail.send()
