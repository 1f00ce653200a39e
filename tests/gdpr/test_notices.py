"""People whose data came from others are told, within a month."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact
from gdpr.exceptions import NotPermitted, NotToldYet
from gdpr.models import Notice
from gdpr.notices import note_given, overdue, to_be_told
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def note(**said) -> int:
    return note_given(Contact.objects.all(), **{"channel": "email", "given_on": date(2025, 1, 1), "by": None} | said)


def test_article_14_day_to_come_is_refused():
    make_contact(source="import")

    with pytest.raises(NotToldYet):
        note(given_on=date(2999, 1, 1))

    assert not Notice.objects.exists()


def test_article_14_nobody_notes_it_without_the_permission():
    make_contact(source="import")

    with pytest.raises(NotPermitted):
        note(by=make_user())

    assert not Notice.objects.exists()


def test_article_13_who_gave_the_data_by_a_form_knows():
    make_contact(source="form")

    assert not to_be_told().exists()


@pytest.mark.parametrize("source", ["import", "api", "colleague"])
def test_article_14_who_came_from_others_is_told_once(source):
    make_contact(source=source)

    before, noted = to_be_told().count(), note()

    assert (before, noted, to_be_told().count()) == (1, 1, 0)


def test_article_14_notice_is_overdue_before_the_month_is_over():
    make_contact(source="import")
    now = timezone.now()

    assert [overdue(now=now + timedelta(days=days)).count() for days in (27, 28)] == [0, 1]
