"""What workers do for privacy; arguments are ids only, for jobs are kept after they have failed."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from contacts.models import ChangeSet
from contacts.tasks import closing_connections
from gdpr import consent
from gdpr.consent.mailing import send_confirmations
from gdpr.erasing.follow_up import follow_up, unfinished
from gdpr.exceptions import FollowUpRunning
from gdpr.models import Erasure
from gdpr.signals import people_erased


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
