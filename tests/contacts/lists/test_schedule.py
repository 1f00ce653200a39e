"""When lists are built without a change."""

from datetime import UTC, datetime, timedelta

import pytest

from contacts.lists import due_lists, refresh, refresh_due
from contacts.models import ChangeSet, ListBuild
from tests.factories import booked, make_list

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}


@pytest.fixture(autouse=True)
def _usual_segments_are_built():
    refresh_due(now=NOON + timedelta(3_000))


@pytest.mark.parametrize(
    ("schedule", "not_yet", "due"),
    [
        ("hourly", timedelta(minutes=59), timedelta(minutes=61)),
        ("daily", timedelta(hours=11), timedelta(hours=13)),
        ("weekly", timedelta(days=6), timedelta(days=7)),
    ],
)
def test_list_is_due_by_its_schedule(schedule, not_yet, due):
    contact_list = make_list(IN_ROME, schedule=schedule)
    assert due_lists(now=NOON) == [contact_list]

    refresh(contact_list, now=NOON, by=None, door=ChangeSet.Door.JOB)

    assert due_lists(now=NOON + not_yet) == []
    assert due_lists(now=NOON + due) == [contact_list]


def test_manual_and_static_lists_are_never_due():
    make_list(IN_ROME, schedule="manual")
    make_list(type="static")

    assert due_lists(now=NOON + timedelta(100)) == []


def test_lists_come_after_those_for_which_they_ask():
    asking, first = make_list(), make_list(IN_ROME)
    with booked():
        asking.filters = {"all": [{"field": "lists", "operator": "equals", "value": str(first.pk)}]}
        asking.save()

    assert due_lists(now=NOON) == [first, asking]


def test_unusable_filter_bars_no_other_list():
    make_list({"field": "town"}, name="Odd")
    sound = make_list(IN_ROME)

    assert refresh_due(now=NOON) == 1
    assert ListBuild.objects.get(list=sound).refreshed_at == NOON
    assert ListBuild.objects.get(list__name="Odd").error != ""
