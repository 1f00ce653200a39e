"""Who is on a list, who is pinned, and why somebody is on it."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import ChangeSet, Contact, ContactList, ListMember
from tests.contacts.api.client import Api, errors, ids, members, named, one, pins, why
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYERS = {"field": "deals.count", "operator": "at_least", "value": 1}


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_contacts_are_named_by_ids_of_contacts_who_are_there(api, friends, method):
    gone = make_contact()
    with booked():
        Contact.objects.soft_delete()

    answers = [api(method, members(friends), body) for body in ({}, {"contacts": []}, named(gone), {"contacts": "all"})]

    assert [errors(answer) for answer in answers] == [
        {"contacts": "required"},
        {"contacts": "empty"},
        {"contacts.0": "does_not_exist"},
        {"contacts": "not_a_list"},
    ]
    assert not ChangeSet.objects.filter(door="api").exists()


def test_list_that_is_not_there_has_no_members(api, friends):
    api.delete(one("lists", friends))

    answers = [api.get(path) for path in (members(friends), pins(friends), why(friends, make_contact()))]
    answers.append(api.post(members(friends), named(make_contact())))

    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 4


def test_contacts_are_put_on_a_list_once(api, admin, friends):
    first, second = make_contact(), make_contact()

    counts = [api.post(members(friends), named(*who)).json() for who in ([first], [first, second], [second])]

    assert counts == [{"changed": 1}, {"changed": 1}, {"changed": 0}]
    assert sorted(ids(api.get(members(friends)))) == sorted([str(first.pk), str(second.pk)])
    assert [made.actor for made in ChangeSet.objects.filter(door="api")] == [admin, admin]


def test_contacts_are_taken_off_a_list(api, friends):
    first, second = make_contact(), make_contact()
    api.post(members(friends), named(first, second))

    counts = [api.delete(members(friends), named(first)).json() for _ in range(2)]

    assert counts == [{"changed": 1}, {"changed": 0}]
    assert ids(api.get(members(friends))) == [str(second.pk)]
    assert ChangeSet.objects.filter(door="api").count() == 2


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_members_of_a_dynamic_list_follow_from_its_filter(api, friends, method):
    with booked():
        ContactList.objects.update(type="dynamic")

    answer = api(method, members(friends), named(make_contact()))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "follows_filter")


def test_members_are_those_whom_the_user_may_see(as_rep, rep, settings, friends):
    settings.REPS_SEE_ALL = False
    own, other = make_contact(owner=rep), make_contact(owner=make_user())
    with booked():
        ListMember.objects.bulk_create(ListMember(list=friends, contact=contact) for contact in (own, other))

    assert ids(as_rep.get(members(friends))) == [str(own.pk)]
    assert errors(as_rep.delete(members(friends), named(other))) == {"contacts.0": "does_not_exist"}


def test_members_are_closed_to_those_who_may_see_lists_and_no_contacts(friends):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_contactlist"))

    answers = [Api(user)(method, members(friends), named(make_contact())) for method in ("POST", "DELETE")]

    assert [answer.status_code for answer in [Api(user).get(members(friends)), *answers]] == [HTTPStatus.FORBIDDEN] * 3


def test_members_are_read_only_for_those_who_may_not_add_and_delete_members(friends):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_contactlist", "change_contact"]))

    answers = [Api(user)(method, members(friends), named(make_contact())) for method in ("POST", "DELETE")]

    assert Api(user).get(members(friends)).status_code == HTTPStatus.OK
    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 2


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_contacts_of_others_stay_where_they_are(as_rep, rep, friends, method):
    own, other = make_contact(owner=rep), make_contact(owner=make_user())
    with booked():
        ListMember.objects.create(list=friends, contact=make_contact())

    answer = as_rep(method, members(friends), named(own, other))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "belongs_to_others")
    assert not ChangeSet.objects.filter(door="api").exists()


def test_members_take_the_same_queries_whatever_their_number(as_rep, friends):
    def queries() -> int:
        with booked():
            ListMember.objects.create(list=friends, contact=make_contact())
        with CaptureQueriesContext(connection) as captured:
            as_rep.get(members(friends))
        return len(captured)

    assert [queries() for _ in range(3)] == [6, 6, 6]


def test_members_come_in_pages(api, friends):
    api.post(members(friends), named(*(make_contact() for _ in range(3))))

    first = api.get(members(friends), page_size=2)

    assert len(ids(first)) == 2
    assert len(ids(api.get(first.json()["next"]))) == 1


def test_pages_of_members_go_on_where_somebody_was_taken_off_meanwhile(api, friends):
    contacts = sorted((make_contact() for _ in range(5)), key=lambda contact: contact.pk)
    api.post(members(friends), named(*contacts))
    first = api.get(members(friends), page_size=2).json()
    api.delete(members(friends), named(contacts[1]))

    rest = ids(api.get(first["next"]))

    assert rest == [str(contact.pk) for contact in contacts[2:4]]
