"""What people decide themselves, by links that were sent to them. Saying the same thing twice adds nothing."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from contacts import history
from contacts.models import ChangeSet, Contact
from gdpr.consent.notices import current_notice
from gdpr.consent.recording import record
from gdpr.consent.standing import ENDS, GRANTS, Kind, awaiting, standing, words
from gdpr.exceptions import LinkLeadsNowhere
from gdpr.models import ConsentEvent, NoticeText, Purpose

DOOR = ChangeSet.Door.PUBLIC
Channel = ConsentEvent.Channel


@dataclass(frozen=True)
class Choice:
    """One purpose as the person sees it: what they have said, and the words they are asked in."""

    purpose: Purpose
    notice: NoticeText | None
    word: ConsentEvent | None
    is_allowed: bool
    is_waiting: bool

    @property
    def is_open(self) -> bool:
        """Whether they have a choice."""
        return is_open(self.purpose)


def choices(contact: Contact, *, language: str = "") -> list[Choice]:
    """Every purpose, those first that leave a choice."""
    said = {word.purpose_id: word for word in standing(contact)}
    waiting = set(awaiting(contact).values_list("purpose", flat=True))
    purposes = sorted(Purpose.objects.all(), key=lambda purpose: not is_open(purpose))
    return [
        Choice(
            purpose,
            current_notice(purpose, language),
            said.get(purpose.pk),
            _is_allowed(said.get(purpose.pk), purpose),
            purpose.pk in waiting,
        )
        for purpose in purposes
    ]


@transaction.atomic
def agree(contact: Contact, purpose: Purpose, *, source: str, notice: NoticeText | None = None) -> ConsentEvent | None:
    """Record that the person agrees, or objects no longer; None where they had said so already.

    With double opt-in, or after an objection, it counts once they have confirmed it. Raises what `record` does.
    """
    _lock(contact)
    word = standing(contact, purpose.key).first()
    if _is_allowed(word, purpose) or awaiting(contact).filter(purpose=purpose).exists():
        return None
    evidence = f"Agreed by a link of their own: {source}"
    return _said(contact, purpose, Kind.GRANTED, source=source, evidence=evidence, notice=notice)


@transaction.atomic
def stop(contact: Contact, purpose: Purpose, *, source: str, channel: str = Channel.FORM) -> ConsentEvent | None:
    """Record that the person withdraws, or objects where no consent is asked for; None where they had said so."""
    _lock(contact)
    word = standing(contact, purpose.key).first()
    if word and word.kind in ENDS and not awaiting(contact).filter(purpose=purpose).exists():
        return None
    kind = Kind.OBJECTED if purpose.takes_objections else Kind.WITHDRAWN
    return _said(contact, purpose, kind, source=source, channel=channel)


def stop_everything(contact: Contact, *, source: str) -> list[ConsentEvent]:
    """Withdraw from every purpose that takes consent, and object to every one that takes objections."""
    with history.change_set(ChangeSet.Kind.CONSENT, door=DOOR):
        said = [stop(contact, purpose, source=source) for purpose in Purpose.objects.all() if is_open(purpose)]
        return [event for event in said if event]


@transaction.atomic
def confirm(grant: ConsentEvent, contact: Contact) -> ConsentEvent:
    """Record that the person confirms a grant; once is enough. The entry names the text that the grant was for.

    Raises `LinkLeadsNowhere` where the grant was overtaken: by a withdrawal, say.
    """
    _lock(contact)
    newest = _newest(grant, contact)
    if newest.kind == Kind.CONFIRMED:
        return newest
    if newest != grant or not grant.awaits_confirmation:
        raise LinkLeadsNowhere
    evidence = f"Confirmed by the link that was sent by mail for entry {grant.pk}"
    source, notice = "Confirmation link", grant.notice
    return _said(
        contact, grant.purpose, Kind.CONFIRMED, source=source, evidence=evidence, notice=notice, channel=Channel.EMAIL
    )


def is_confirmed(grant: ConsentEvent, contact: Contact) -> bool:
    """Whether the grant was confirmed, and nothing was said since."""
    return _newest(grant, contact).kind == Kind.CONFIRMED


def is_open(purpose: Purpose) -> bool:
    """Whether people have a choice: a contract or a law leaves them none."""
    return purpose.takes_consent or purpose.takes_objections


def _is_allowed(word: ConsentEvent | None, purpose: Purpose) -> bool:
    return word.kind in GRANTS if word else purpose.takes_objections


def _newest(grant: ConsentEvent, contact: Contact) -> ConsentEvent:
    return words(contact).filter(purpose=grant.purpose).exclude(kind=Kind.REQUESTED).first()


def _said(contact: Contact, purpose: Purpose, kind: str, *, channel: str = Channel.FORM, **said: Any) -> ConsentEvent:
    return record(contact, purpose=purpose.key, kind=kind, channel=channel, door=DOOR, is_the_person=True, **said)


def _lock(contact: Contact) -> None:
    # Two clicks at once are one word.
    Contact.objects.select_for_update().get(pk=contact.pk)
