"""What workers do for privacy; arguments are ids only, for jobs are kept after they have failed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from contacts.models import ChangeSet
from contacts.tasks import closing_connections
from gdpr import consent
from gdpr.consent.mailing import send_confirmations


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
