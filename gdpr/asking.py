"""Requests by the public form: they wait until the link in a mail is followed, and are opened then.

Nobody learns by the form whether somebody is known here: the answer is the same, and so is the mail.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from contacts import normalize
from gdpr.exceptions import LinkGone, OpenAlready, TooManyAsked
from gdpr.models import SubjectRequest, UnconfirmedRequest
from gdpr.subject_requests import open_request

SALT = "gdpr.asking"
# How long the link holds, and how long the form is kept.
KEPT = timedelta(days=7)
# From one place within an hour, and of one address within a day: so nobody is flooded with mail.
MOST_FROM_SENDER, SENDER_SPAN = 10, timedelta(hours=1)
MOST_OF_ADDRESS, ADDRESS_SPAN = 3, timedelta(days=1)


def ask(*, kind: str, email: str, message: str, sender: str, now: datetime | None = None) -> UnconfirmedRequest | None:
    """Keep what somebody has sent until they confirm it; None where the address has got enough mails today.

    `sender` is the network address, of which a keyed hash of the day is kept. Raises TooManyAsked, and
    normalize.Unusable for what is no address.
    """
    now = now or timezone.now()
    email, key = normalize.email(email), _sender(sender, now)
    recent = UnconfirmedRequest.objects.order_by()
    if recent.filter(sender=key, asked_at__gt=now - SENDER_SPAN).count() >= MOST_FROM_SENDER:
        raise TooManyAsked
    if recent.filter(email=email, asked_at__gt=now - ADDRESS_SPAN).count() >= MOST_OF_ADDRESS:
        return None
    return UnconfirmedRequest.objects.create(kind=kind, email=email, message=message, sender=key)


def ticket(asked: UnconfirmedRequest) -> str:
    """What a link says instead of its id."""
    return signing.dumps(str(asked.pk), salt=SALT)


def asked_by(ticket: str) -> UnconfirmedRequest:
    """What a link is to confirm. Raises LinkGone."""
    try:
        pk = signing.loads(ticket, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        raise LinkGone from None
    asked = UnconfirmedRequest.objects.filter(pk=pk).first()
    if asked is None:
        raise LinkGone
    return asked


@transaction.atomic
def confirm(ticket: str) -> SubjectRequest | None:
    """Open the request; the month began when the form was sent. None where the same one is open already.

    Raises LinkGone.
    """
    asked = asked_by(ticket)
    if not UnconfirmedRequest.objects.select_for_update().filter(pk=asked.pk).exists():
        raise LinkGone
    told = {"kind": asked.kind, "email": asked.email, "message": asked.message}
    asked.delete()
    try:
        received_on = timezone.localdate(asked.asked_at)
        return open_request(**told, channel=SubjectRequest.Channel.FORM, received_on=received_on, by=None)
    except OpenAlready:
        return None


def forget_unconfirmed(*, now: datetime | None = None) -> int:
    """Delete what nobody has confirmed in time; returns how many."""
    old = UnconfirmedRequest.objects.filter(asked_at__lte=(now or timezone.now()) - KEPT)
    return old.delete()[0]


def _sender(address: str, now: datetime) -> str:
    return salted_hmac(f"{SALT}.{now:%Y-%m-%d}", address, algorithm="sha256").hexdigest()
