"""How a list has grown."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from contacts.labels import add_members, remove_members
from contacts.lists import Day, growth
from contacts.models import ChangeSet
from tests.factories import booked, make_contact, make_list

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND


def static_list(**fields):
    return make_list(type="static", filters={}, **fields)


def test_list_on_which_nobody_ever_was_has_no_size():
    now = datetime(2026, 5, 3, 12, tzinfo=ZoneInfo("UTC"))

    days = growth(static_list(), days=2, now=now)

    assert days == [Day(date(2026, 5, 2), 0, 0, 0), Day(date(2026, 5, 3), 0, 0, 0)]


def test_who_joins_and_leaves_is_counted_on_the_day():
    contact_list, (one, other) = static_list(), (make_contact(), make_contact())
    today = timezone.localdate()
    add_members(contact_list, [one, other], by=None, door=DOOR)
    remove_members(contact_list, [other], by=None, door=DOOR)

    days = growth(contact_list, days=3, now=timezone.now())

    assert days[-1] == Day(today, 1, 2, 1)
    assert days[:-1] == [Day(today - timedelta(2), 0, 0, 0), Day(today - timedelta(1), 0, 0, 0)]


def test_days_before_are_told_from_the_size_of_today():
    contact_list, other_list = static_list(), static_list()
    people = [make_contact() for _ in range(3)]
    add_members(contact_list, people, by=None, door=DOOR)
    add_members(other_list, people, by=None, door=DOOR)
    in_three_days = timezone.now() + timedelta(3)

    days = growth(contact_list, days=2, now=in_three_days)

    assert [(day.size, day.joined, day.left) for day in days] == [(3, 0, 0), (3, 0, 0)]


def test_days_are_those_of_the_time_zone(settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"
    contact_list = static_list()
    with timezone.override("Pacific/Kiritimati"):
        add_members(contact_list, [make_contact()], by=None, door=DOOR)
        days = growth(contact_list, days=1, now=timezone.now())

        assert days == [Day(timezone.localdate(), 1, 1, 0)]


def test_members_who_are_moved_by_a_merge_do_not_count():
    contact_list, other = static_list(), make_contact()
    add_members(contact_list, [make_contact()], by=None, door=DOOR)
    with booked():
        contact_list.list_members.update(contact=other)

    assert growth(contact_list, days=1, now=timezone.now())[0].joined == 1


@pytest.mark.parametrize("days", [30, 365])
def test_counting_takes_two_queries_however_long_ago(django_assert_num_queries, days):
    contact_list = static_list()

    with django_assert_num_queries(2):
        growth(contact_list, days=days, now=timezone.now())


def test_events_are_counted_in_an_index_that_holds_all_of_it():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'listmemberevent_list'")
        [(definition,)] = cursor.fetchall()

    assert definition.endswith("(list_id, pgh_created_at) INCLUDE (pgh_label)")
