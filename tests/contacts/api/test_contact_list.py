"""Lists: what they are, how they are filled and refreshed, how they have grown."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.lists import refresh
from contacts.models import ChangeSet, Contact, ContactList, ListBuild
from tests.contacts.api.client import Api, errors, one
from tests.factories import booked, make_contact, make_list, make_tag, make_user

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
BUYERS = {"field": "deals.count", "operator": "at_least", "value": 1}


def test_list_is_static_unless_a_type_is_said(api, admin):
    answer = api.post("lists/", {"name": "Friends", "description": "Of ours"}).json()

    assert (answer["type"], answer["filter"], answer["build"], answer["created_by"]) == (
        "static",
        None,
        None,
        str(admin.pk),
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"type": "other"}, {"type": "invalid_choice"}),
        ({"type": "dynamic"}, {"filter": "required"}),
        ({"type": "dynamic", "filter": None}, {"filter": "required"}),
        ({"type": "dynamic", "filter": 5}, {"filter": "unusable_filter"}),
        ({"type": "dynamic", "filter": []}, {"filter": "required"}),
        ({"type": "dynamic", "filter": {"all": []}}, {"filter.all": "unusable_filter"}),
        ({"type": "static", "filter": [IN_ROME]}, {"filter": "not_dynamic"}),
        ({"type": "dynamic", "filter": [IN_ROME], "schedule": "now"}, {"schedule": "invalid_choice"}),
    ],
)
def test_list_that_cannot_be_is_refused(api, body, told):
    answer = api.post("lists/", {"name": "Romans"} | body)

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, told)
    assert not ContactList.objects.exists()


def test_wrong_value_in_a_filter_is_told_with_its_place_and_what_was_expected(api):
    wrong = {"field": "email_opt_in", "operator": "equals", "value": "yes"}

    answer = api.post("lists/", {"name": "Romans", "type": "dynamic", "filter": [IN_ROME, {"any": [wrong]}]})

    [error] = answer.json()["errors"]
    assert error == {
        "field": "filter.all[1].any[0].value",
        "message": "It must be true or false.",
        "code": "unusable_filter",
    }


def test_list_that_names_itself_through_two_others_is_refused_with_the_place(api):
    first = make_list(IN_ROME)
    second = make_list({"field": "lists", "operator": "equals", "value": str(first.pk)})
    third = make_list({"field": "lists", "operator": "in", "value": [str(second.pk)]})
    circle = {"not": {"field": "lists", "operator": "equals", "value": str(third.pk)}}

    answer = api.patch(one("lists", first), {"filter": {"any": [IN_ROME, circle]}})

    assert (answer.status_code, errors(answer)) == (
        HTTPStatus.BAD_REQUEST,
        {"filter.any[1].not.value": "circular_lists"},
    )


def test_dynamic_list_is_made_with_its_filter(api, admin):
    tag = make_tag(name="VIP")
    tagged = {"field": "tags", "operator": "equals", "value": "vip"}

    answer = api.post("lists/", {"name": "Romans", "type": "dynamic", "schedule": "hourly", "filter": [tagged]})

    assert answer.status_code == HTTPStatus.CREATED
    assert answer.json()["filter"] == {"all": [tagged | {"value": str(tag.pk)}]}
    made = ContactList.objects.get()
    assert (made.type, made.schedule, made.created_by) == ("dynamic", "hourly", admin)
    assert [change.actor for change in ChangeSet.objects.filter(door="api")] == [admin]


def test_list_keeps_its_type(api):
    answer = api.patch(one("lists", make_list(IN_ROME)), {"type": "static"})

    assert errors(answer) == {"type": "read_only"}


def test_filter_and_name_are_changed_together_or_not_at_all(api):
    a_list = make_list(IN_ROME)
    other = {"all": [{"field": "city", "operator": "is_empty"}]}

    refused = api.patch(one("lists", a_list), {"name": "New", "filter": [{"field": "no", "operator": "no"}]})
    changed = api.patch(one("lists", a_list), {"name": "Newer", "filter": other})

    assert errors(refused) == {"filter.all[0].field": "unusable_filter"}
    assert (changed.json()["name"], changed.json()["filter"]) == ("Newer", other)
    assert ChangeSet.objects.filter(door="api").count() == 1


def test_what_was_read_is_taken_though_the_filter_cannot_be_used_any_more(api):
    a_list = make_list({"field": "tags", "operator": "equals", "value": str(make_user().pk)})
    shown = api.get(one("lists", a_list)).json()

    answer = api.put(one("lists", a_list), {name: shown[name] for name in ("name", "type", "filter", "schedule")})

    assert (answer.status_code, answer.json()["filter"]) == (HTTPStatus.OK, shown["filter"])
    assert not ChangeSet.objects.filter(door="api").exists()


def test_nobody_asks_about_what_they_may_not_look_at(as_rep, rep):
    rep.user_permissions.clear()
    rep.groups.clear()
    names = ["view_contact", "add_contactlist", "view_contactlist"]
    rep.user_permissions.set(Permission.objects.filter(codename__in=names))

    answers = [
        as_rep.post("lists/", {"name": "Buyers", "type": "dynamic", "filter": [BUYERS]}),
        as_rep.post("contacts/search/", {"filter": [BUYERS]}),
    ]

    assert [errors(answer) for answer in answers] == [{"filter.all[0].field": "unusable_filter"}] * 2
    assert "deals" not in str(as_rep.get("filter-fields/").json())


def test_refreshing_a_static_list_is_refused(api):
    answer = api.post(f"lists/{make_list(type='static', filters={}).pk}/refresh/", None)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.CONFLICT, "not_a_dynamic_list")


def test_refresh_takes_the_permission_to_change_lists(outsider):
    outsider.user_permissions.set(Permission.objects.filter(codename__in=["view_contactlist", "add_contactlist"]))

    answer = Api(outsider).post(f"lists/{make_list(IN_ROME).pk}/refresh/", None)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not ListBuild.objects.exists()


def test_refresh_tells_who_joined_and_left(api):
    make_contact(city="Rome")
    a_list = make_list(IN_ROME)

    answer = api.post(f"lists/{a_list.pk}/refresh/", None)

    told = answer.json()
    assert (answer.status_code, told["joined"], told["left"], told["size"]) == (HTTPStatus.OK, 1, 0, 1)
    assert api.get(one("lists", a_list)).json()["build"]["size"] == 1


def test_slow_list_is_refreshed_in_the_background(api):
    a_list = make_list(IN_ROME)
    ListBuild.objects.create(list=a_list, seconds=1_000)

    answer = api.post(f"lists/{a_list.pk}/refresh/", None)

    assert (answer.status_code, set(answer.json().values())) == (HTTPStatus.ACCEPTED, {None})
    assert ListBuild.objects.get().is_due


@pytest.mark.parametrize("days", ["0", "1001", "-1", "x", "1e3", "%"])
def test_growth_is_asked_for_a_number_of_days(api, days):
    assert errors(api.get(f"lists/{make_list(IN_ROME).pk}/growth/", days=days)) == {"days": "invalid"}


def test_growth_tells_who_joined_and_left_on_each_day(api):
    contact = make_contact(city="Rome")
    make_contact(city="Rome")
    a_list = make_list(IN_ROME)
    for city in ("Rome", "Bonn"):
        with booked():
            Contact.objects.filter(pk=contact.pk).update(city=city)
        refresh(a_list, now=timezone.now(), by=None, door=ChangeSet.Door.COMMAND)

    days = api.get(f"lists/{a_list.pk}/growth/", days=3).json()

    assert [(day["joined"], day["left"], day["size"]) for day in days] == [(0, 0, 0), (0, 0, 0), (2, 1, 1)]
    assert days[-1]["day"] == str(timezone.localdate())
