"""Who is pinned on a list, and why somebody is on it or is not."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.lists import refresh
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, ContactList, ListPin
from tests.contacts.api.client import Api, errors, ids, members, named, pins, why
from tests.factories import booked, make_contact, make_deal, make_list, make_user

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYERS = {"field": "deals.count", "operator": "at_least", "value": 1}


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"contacts": "required", "always": "required"}),
        ({"contacts": [], "always": True}, {"contacts": "empty"}),
        ({"contacts": ["x"], "always": True}, {"contacts.0": "invalid"}),
        ({"contacts": [], "always": "yes"}, {"contacts": "empty", "always": "invalid"}),
    ],
)
def test_pins_name_contacts_and_whether_always_or_never(api, body, told):
    assert errors(api.post(pins(make_list(IN_ROME)), body)) == told


def test_static_list_has_no_pins(api, friends):
    answer = api.post(pins(friends), named(make_contact()) | {"always": True})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "not_a_dynamic_list")


def test_pins_are_made_told_and_taken_away(api):
    a_list, comes, stays_away = make_list(IN_ROME), make_contact(), make_contact(city="Rome")
    refresh(a_list, now=timezone.now(), by=None, door=ChangeSet.Door.COMMAND)

    made = [api.post(pins(a_list), named(comes) | {"always": True}).json() for _ in range(2)]
    made.append(api.post(pins(a_list), named(stays_away) | {"always": False}).json())

    assert made == [{"changed": 1}, {"changed": 0}, {"changed": 1}]
    assert ids(api.get(members(a_list))) == [str(comes.pk)]
    told = {row["contact"]: row["always"] for row in api.get(pins(a_list)).json()["results"]}
    assert told == {str(comes.pk): True, str(stays_away.pk): False}
    assert api.delete(pins(a_list), named(comes, stays_away)).json() == {"changed": 2}
    assert ids(api.get(members(a_list))) == [str(stays_away.pk)]


def test_pins_are_those_of_contacts_that_the_user_may_see(as_rep, rep, settings):
    settings.REPS_SEE_ALL = False
    a_list, own, other = make_list(IN_ROME), make_contact(owner=rep), make_contact(owner=make_user())
    with booked():
        ListPin.objects.bulk_create(ListPin(list=a_list, contact=who, always=True) for who in (own, other))

    assert [row["contact"] for row in as_rep.get(pins(a_list)).json()["results"]] == [str(own.pk)]
    assert errors(as_rep.delete(pins(a_list), named(other))) == {"contacts.0": "does_not_exist"}


def test_contacts_of_others_are_not_pinned(as_rep):
    answer = as_rep.post(pins(make_list(IN_ROME)), named(make_contact(owner=make_user())) | {"always": True})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "belongs_to_others")
    assert not ListPin.objects.exists()


def test_membership_of_a_static_list_has_no_reason(api, friends):
    answer = api.get(why(friends, make_contact()))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "not_a_dynamic_list")


def test_nobody_is_told_about_contacts_that_they_may_not_see(as_rep, settings):
    settings.REPS_SEE_ALL = False

    answer = as_rep.get(why(make_list(IN_ROME), make_contact(owner=make_user())))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_membership_is_explained_part_by_part(api):
    contact, a_list = make_contact(city="Rome"), make_list({"any": [IN_ROME, BUYERS]})
    refresh(a_list, now=timezone.now(), by=None, door=ChangeSet.Door.COMMAND)

    told = api.get(why(a_list, contact)).json()

    joined = {"id": str(ChangeSet.objects.get(kind="refresh").pk), "kind": "refresh"}
    assert (told["is_member"], told["pinned"]) == (True, None)
    assert [(flip["joined"], flip["change_set"]) for flip in told["flips"]] == [(True, joined)]
    [either] = told["reason"]["parts"]
    assert [(part["sentence"], part["holds"], part["actual"]) for part in either["parts"]] == [
        ("City is “Rome”", True, "“Rome”"),
        ("Number of deals is at least 1", False, "0"),
    ]


def test_values_that_the_user_may_not_look_at_are_left_out():
    user, contact, a_list = make_user(), make_contact(), make_list(IN_ROME, {"any": [BUYERS, BUYERS]}, {"not": BUYERS})
    make_deal(contact)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_contactlist"]))

    reason = Api(user).get(why(a_list, contact)).json()["reason"]

    assert [part["holds"] for part in reason["parts"]] == [False, None, None]
    assert (reason["holds"], reason["parts"][1]["parts"][0]["actual"]) == (False, "not for you to see")


def test_contact_that_was_merged_is_explained_as_the_one_that_lives_on(api):
    winner, loser, a_list = make_contact(city="Rome"), make_contact(), make_list(IN_ROME)
    merge(plan_merge(winner, [loser]), by=None, door=ChangeSet.Door.COMMAND)

    assert api.get(why(a_list, loser)).json()["contact"] == str(winner.pk)
