"""What the program notes beside its tables, and forgets after a shorter time: sessions, and the log of the admin."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone


class Forgotten(NamedTuple):
    """How many of each kind there were."""

    sessions: int
    entries: int


def forget_logs(*, now: datetime | None = None) -> Forgotten:
    """Delete sessions that have ended, and entries of the log that are older than `settings.KEEP_LOGS_DAYS`."""
    now = now or timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    entries, _ = LogEntry.objects.filter(action_time__lt=now - timedelta(days=settings.KEEP_LOGS_DAYS)).delete()
    return Forgotten(sessions, entries)
