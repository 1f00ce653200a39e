"""What workers do for privacy; arguments are ids only, for jobs are kept after they have failed."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from contacts.models import ChangeSet
from contacts.tasks import closing_connections
from crm.models import User
from gdpr import access, asking, consent
from gdpr.consent.mailing import send_confirmations
from gdpr.erasing.follow_up import follow_up, unfinished
from gdpr.exceptions import FollowUpRunning
from gdpr.logs import forget_logs
from gdpr.models import Erasure, SubjectRequest, UnconfirmedRequest
from gdpr.retention import apply_rules
from gdpr.signals import people_erased
from gdpr.subject_requests import PERMISSION, take_reminders


@app.periodic(cron="7 1 * * *")
@app.task(queueing_lock="expire consent")
@closing_connections
def expire_consent(timestamp: int) -> None:
    """End consent that is older than its purpose allows."""
    consent.expire(now=timezone.now(), door=ChangeSet.Door.JOB)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="confirmations of consent")
@closing_connections
def ask_for_confirmations(timestamp: int) -> None:
    """Send the links by which grants are confirmed."""
    send_confirmations(now=timezone.now())


@app.task
@closing_connections
def follow_erasure(erasure_id: str) -> None:
    """Do what follows an erasure, once it is committed."""
    with suppress(FollowUpRunning):
        follow_up(Erasure.objects.get(pk=erasure_id))


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="follow erasures")
@closing_connections
def follow_erasures(timestamp: int) -> None:
    """Go on with what was interrupted, or had to wait for something."""
    for erasure in unfinished():
        with suppress(FollowUpRunning):
            follow_up(erasure)


@receiver(people_erased, sender=Erasure)
def queue_follow_up(*, erasure: Erasure, **signal: Any) -> None:
    """Hand what follows to the workers: within the transaction, so that it follows if the erasure does."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        follow_erasure.configure(queueing_lock=f"erasure {erasure.pk}").defer(erasure_id=str(erasure.pk))


@app.task
@closing_connections
def send_confirmation(asked_id: str) -> None:
    """Ask somebody by mail to confirm what was sent in their name; what was forgotten meanwhile is not asked."""
    asked = UnconfirmedRequest.objects.filter(pk=asked_id).first()
    if asked:
        link = f"{settings.PUBLIC_URL}{reverse('privacy:request-confirm', args=[asking.ticket(asked)])}"
        text = render_to_string("public/request/mail.txt", {"asked": asked, "link": link})
        send_mail("Please confirm your request", text, None, [asked.email])


def queue_confirmation(asked: UnconfirmedRequest) -> None:
    """Have the workers send the mail: how long that takes tells nobody anything."""
    send_confirmation.defer(asked_id=str(asked.pk))


@app.periodic(cron="7 6 * * *")
@app.task
@closing_connections
def remind_of_requests(timestamp: int) -> None:
    """Write to those who answer requests of what is due in two weeks, in one, and tomorrow."""
    if not settings.SENDS_MAIL:
        return
    officers = User.objects.with_perm(PERMISSION, include_superusers=False).exclude(email="")
    addresses = list(officers.values_list("email", flat=True))
    # A mail that cannot be sent is one that nobody was reminded by.
    with transaction.atomic():
        due = take_reminders(today=timezone.localdate())
        if due and addresses:
            rows = [(request, f"{settings.PUBLIC_URL}{request.get_absolute_url()}") for request in due]
            text = render_to_string("admin/gdpr/subjectrequest/reminder.txt", {"rows": rows})
            send_mail(_subject(due), text, None, addresses)


@app.periodic(cron="23 * * * *")
@app.task
@closing_connections
def forget_what_is_over(timestamp: int) -> None:
    """Delete packages that nobody can fetch any more, forms that nobody has confirmed, and old logs."""
    access.forget_expired()
    asking.forget_unconfirmed()
    forget_logs()


@app.periodic(cron="43 1 * * *")
@app.task(queueing_lock="retention")
@closing_connections
def apply_retention(timestamp: int) -> None:
    """Apply the rules of retention that somebody has activated."""
    apply_rules(now=timezone.now(), door=ChangeSet.Door.JOB)


def _subject(due: list[SubjectRequest]) -> str:
    return f"{len(due)} request{'s' if len(due) > 1 else ''} to be answered by {due[0].due_on:%Y-%m-%d}"
