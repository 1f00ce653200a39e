"""Sessions and the log of the admin name people: they are forgotten after a shorter time."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

from gdpr.logs import forget_logs

pytestmark = pytest.mark.django_db


@pytest.fixture
def _notes(admin):
    LogEntry.objects.create(user=admin, object_repr="Jane", action_flag=CHANGE)
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() + timedelta(hours=1))


@pytest.mark.usefixtures("_notes")
def test_article_5_what_is_new_stays():
    assert forget_logs() == (0, 0)


@pytest.mark.usefixtures("_notes")
def test_article_5_what_is_old_goes(settings):
    settings.KEEP_LOGS_DAYS = 365

    assert forget_logs(now=timezone.now() + timedelta(days=366)) == (1, 1)
