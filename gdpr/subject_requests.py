"""Requests of data subjects (Art. 12 GDPR): opened, extended in time, answered; each step is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from contacts import normalize
from contacts.models import ChangeSet, Contact
from crm.models import User
from gdpr.erasure import anonymise
from gdpr.exceptions import (
    ExtendedAlready,
    IdentityUnchecked,
    NeedsAnother,
    NotPermitted,
    NotProposed,
    NotReceivedYet,
    OpenAlready,
    PersonUnknown,
    RequestClosed,
    TooLateToExtend,
    WhyMissing,
    WrongKind,
)
from gdpr.identities import found_by, ids_of, person_key, survivor
from gdpr.models import RequestStep, SubjectRequest

PERMISSION = "gdpr.change_subjectrequest"
# How many days before the day when they are due somebody is reminded.
REMINDERS = (14, 7, 1)
ERASURE_REASON = "The person asked for it"

Kind = SubjectRequest.Kind
Decision = SubjectRequest.Decision
Step = RequestStep.Kind


def open_request(
    *,
    kind: str,
    channel: str,
    email: str,
    message: str = "",
    received_on: date | None = None,
    contact: Contact | None = None,
    by: User | None,
) -> SubjectRequest:
    """Note that somebody asks; the month begins on the day when it came in, today where none is given.

    Whose address it is is looked up where no contact is named. Raises NotPermitted, NotReceivedYet, OpenAlready, and
    normalize.Unusable for what is no address.
    """
    _require(by)
    today = timezone.localdate()
    if received_on and received_on > today:
        raise NotReceivedYet
    email = normalize.email(email)
    whose = survivor(contact) if contact else found_by(email)
    told = {"kind": kind, "channel": channel, "email": email, "message": message, "received_on": received_on or today}
    with _once():
        request = SubjectRequest.objects.create(**told, contact=whose, person=person_key(whose, email))
        note_step(request, Step.RECEIVED, by)
    return request


@transaction.atomic
def name_contact(request: SubjectRequest, contact: Contact, *, by: User | None) -> SubjectRequest:
    """Say whose request it is. Raises NotPermitted, RequestClosed, OpenAlready."""
    current, whose = _locked(request, by), survivor(contact)
    with _once():
        current.contact, current.person = whose, person_key(whose, current.email)
        current.save()
        note_step(current, Step.CONTACT, by)
    return current


@transaction.atomic
def note_identity(request: SubjectRequest, *, how: str, by: User | None) -> SubjectRequest:
    """Note that it is the person who asks, and how that is known. Raises NotPermitted, RequestClosed, WhyMissing."""
    current = _locked(request, by)
    _require_reason(how)
    current.identity_checked_on = timezone.localdate()
    current.save()
    note_step(current, Step.IDENTITY, by, how)
    return current


@transaction.atomic
def extend(request: SubjectRequest, *, reason: str, by: User | None, told_on: date | None = None) -> SubjectRequest:
    """Take two further months; the person was told so, and why, on a day within the first.

    Raises NotPermitted, RequestClosed, WhyMissing, ExtendedAlready, TooLateToExtend.
    """
    current = _locked(request, by)
    _require_reason(reason)
    if current.extended_on:
        raise ExtendedAlready
    told_on = told_on or timezone.localdate()
    if not current.received_on <= told_on <= min(current.due_on, timezone.localdate()):
        raise TooLateToExtend(last_day=current.due_on)
    current.extended_on = told_on
    current.save()
    note_step(current, Step.EXTENDED, by, reason)
    current.refresh_from_db()
    return current


@transaction.atomic
def note(request: SubjectRequest, text: str, *, by: User | None) -> RequestStep:
    """Add a step to the log, also of a request that is closed. Raises NotPermitted, WhyMissing."""
    _require(by)
    _require_reason(text)
    return note_step(request, Step.NOTE, by, text)


@transaction.atomic
def close(request: SubjectRequest, *, decision: str, reason: str, by: User | None) -> SubjectRequest:
    """Note what came of it, and what the person was told.

    An erasure is fulfilled by `approve_erasure`. Raises NotPermitted, RequestClosed, WhyMissing, WrongKind, and
    IdentityUnchecked where something is given to somebody who may be another one.
    """
    current = _locked(request, by)
    _require_reason(reason)
    if decision == Decision.FULFILLED:
        if current.kind == Kind.ERASURE and current.contact_id:
            raise WrongKind(kind=current.get_kind_display())
        _require_identity(current)
    return _close(current, decision, reason, by)


@transaction.atomic
def propose_erasure(request: SubjectRequest, *, by: User) -> SubjectRequest:
    """Have somebody else look at the erasure.

    Raises NotPermitted, RequestClosed, WrongKind, IdentityUnchecked, PersonUnknown.
    """
    current = _locked(request, by)
    _require_erasable(current)
    current.proposed_by = by
    current.save()
    note_step(current, Step.PROPOSED, by)
    return current


@transaction.atomic
def approve_erasure(request: SubjectRequest, *, by: User, door: ChangeSet.Door) -> SubjectRequest:
    """Erase the person, as another one has proposed, and close the request.

    Raises NotPermitted, RequestClosed, WrongKind, IdentityUnchecked, PersonUnknown, NotProposed, NeedsAnother,
    and what `anonymise` raises.
    """
    current = _locked(request, by)
    _require_erasable(current)
    if current.proposed_by is None:
        raise NotProposed
    if current.proposed_by == by:
        raise NeedsAnother
    people = Contact.objects.filter(pk__in=ids_of(current.contact))
    anonymise(people, by=by, door=door, reason=ERASURE_REASON)
    # The erasure has blanked what the request says.
    current.refresh_from_db()
    current.approved_by = by
    note_step(current, Step.APPROVED, by)
    return _close(current, Decision.FULFILLED, "", by)


def open_requests() -> QuerySet[SubjectRequest]:
    """Those that are still to be answered, the most urgent first."""
    return SubjectRequest.objects.filter(closed_on=None)


@transaction.atomic
def take_reminders(*, today: date) -> list[SubjectRequest]:
    """The open requests of which somebody is to be reminded today; asked again, none of them."""
    due = [request for request in open_requests().select_for_update(no_key=True) if _is_to_remind_of(request, today)]
    SubjectRequest.objects.filter(pk__in=[request.pk for request in due]).update(reminded_on=today)
    return due


def _is_to_remind_of(request: SubjectRequest, today: date) -> bool:
    """Whether one of the days has come since somebody was last reminded."""
    last = request.reminded_on or date.min
    return any(last < request.due_on - timedelta(days=days) <= today for days in REMINDERS)


def note_step(request: SubjectRequest, kind: str, by: User | None, text: str = "") -> RequestStep:
    """Add a step that follows from something else which was permitted."""
    return RequestStep.objects.create(request=request, kind=kind, by=by, note=text)


def _require(by: User | None) -> None:
    if by and not by.has_perm(PERMISSION):
        raise NotPermitted(permission=PERMISSION)


def _require_reason(text: str) -> None:
    if not text.strip():
        raise WhyMissing


def _require_identity(request: SubjectRequest) -> None:
    if request.identity_checked_on is None:
        raise IdentityUnchecked


def _require_erasable(request: SubjectRequest) -> None:
    if request.kind != Kind.ERASURE:
        raise WrongKind(kind=request.get_kind_display())
    _require_identity(request)
    if request.contact is None:
        raise PersonUnknown


def _locked(request: SubjectRequest, by: User | None) -> SubjectRequest:
    """The request as it is now; nobody else changes it until the transaction ends."""
    _require(by)
    current = SubjectRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if not current.is_open:
        raise RequestClosed
    return current


def _close(request: SubjectRequest, decision: str, reason: str, by: User | None) -> SubjectRequest:
    request.decision, request.closed_on = decision, timezone.localdate()
    request.save()
    note_step(request, Step.CLOSED, by, reason)
    return request


@contextmanager
def _once() -> Iterator[None]:
    """Raise OpenAlready where somebody else has opened the same request, a moment ago even."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name == "request_once_at_a_time":
            raise OpenAlready from error
        raise
