"""The home page."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission

from contacts.models import Stage
from tests.factories import make_activity, make_contact, make_deal, make_task, make_user

pytestmark = pytest.mark.django_db

PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


def home(browser):
    return browser.get("/admin/").context["home"]


def test_somebody_without_rights_is_told_nothing(as_bare_staff):
    make_deal(make_contact()), make_activity(make_contact())

    assert home(as_bare_staff) == {}


def test_own_open_tasks_are_told_the_most_urgent_first(as_admin, admin):
    contact = make_contact()
    make_task(contact, title="Some day", owner=admin)
    make_task(contact, title="Late", owner=admin, due_at=PAST)
    make_task(contact, title="Soon", owner=admin, due_at=FUTURE)
    make_task(contact, title="Done", owner=admin, done_at=PAST)
    make_task(contact, title="Of others", owner=make_user())

    tasks = home(as_admin)["tasks"]

    assert [str(task) for task in tasks["rows"]] == ["Late", "Soon", "Some day"]
    assert (tasks["all"], tasks["late"]) == (3, 1)


def test_pipeline_adds_up_open_deals_by_stage(as_admin):
    proposal, won = Stage.objects.get(name="Proposal"), Stage.objects.get(name="Won")
    contact = make_contact()
    make_deal(contact, stage=proposal, amount=100), make_deal(contact, stage=proposal, amount=50)
    make_deal(contact, stage=won, amount=1000)

    told = {row["stage"].name: (row["count"], row["worth"], row["share"]) for row in home(as_admin)["pipeline"]}

    assert told == {"Qualification": (0, 0, 0), "Proposal": (2, 150, 100), "Negotiation": (0, 0, 0)}


def test_latest_activities_are_those_that_have_happened(as_admin):
    contact = make_contact()
    make_activity(contact, subject="Old", occurred_at=PAST)
    make_activity(contact, subject="New")
    make_activity(contact, subject="Planned", occurred_at=FUTURE)

    assert [str(activity) for activity in home(as_admin)["activities"]] == ["New", "Old"]


def test_records_of_others_are_not_told_where_reps_see_only_their_own(client, settings):
    settings.REPS_SEE_ALL = False
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    contact = make_contact(owner=make_user())
    make_activity(contact), make_deal(contact, amount=5)

    told = home(client)

    assert told["activities"] == []
    assert {row["count"] for row in told["pipeline"]} == {0}


def test_tables_that_one_may_not_look_at_are_left_out(client):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_task"))
    client.force_login(clerk)

    assert list(home(client)) == ["tasks"]
