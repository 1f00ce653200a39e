"""Who is on a list, who is pinned, and why somebody is on it."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.lists import refresh
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, ContactList, ListMember, ListPin
from tests.contacts.api.client import Api, errors, ids, one
from tests.factories import booked, make_contact, make_deal, make_list, make_user

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYERS = {"field": "deals.count", "operator": "at_least", "value": 1}


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


def members(contact_list: ContactList) -> str:
    return f"lists/{contact_list.pk}/members/"


def named(*contacts: Contact) -> dict[str, list[str]]:
    return {"contacts": [str(contact.pk) for contact in contacts]}


def pins(contact_list: ContactList) -> str:
    return f"lists/{contact_list.pk}/pins/"


def why(contact_list: ContactList, contact: Contact) -> str:
    return f"lists/{contact_list.pk}/why/{contact.pk}/"


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
