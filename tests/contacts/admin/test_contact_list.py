"""The pages of lists: building a filter, what it means, refreshing, pinning."""

import json
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.labels import add_members
from contacts.lists import follow_changes, refresh
from contacts.models import ChangeSet, Contact, ContactList, ListBuild, ListPin
from tests.factories import make_contact, make_list, make_user

pytestmark = pytest.mark.django_db

IN_ROME = {"field": "city", "operator": "equals", "value": "Rome"}
NO_PINS = {"pins-TOTAL_FORMS": "0", "pins-INITIAL_FORMS": "0"}


@pytest.fixture
def browser(client, admin):
    client.force_login(admin)
    return client


def posted(filters, **fields):
    text = filters if isinstance(filters, str) else json.dumps(filters)
    return {"name": "Romans", "type": "dynamic", "schedule": "daily", "filters": text} | fields


def add(browser, *args, **fields):
    return browser.post("/admin/contacts/contactlist/add/", posted(*args, **fields))


def matches(browser, filters):
    text = filters if isinstance(filters, str) else json.dumps(filters)
    return browser.post("/admin/contacts/contactlist/matches/", {"filters": text})


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ("{}", "add at least one condition"),
        ("[" * 100_000, "Enter a valid JSON"),
        ({"all": [IN_ROME, {"field": "town"}]}, "all[1].field must be one of"),
    ],
)
def test_filter_that_is_none_is_refused_with_its_place(browser, filters, told):
    answer = add(browser, filters)

    shown = " ".join(answer.context["adminform"].form.errors["filters"])
    assert told in shown or "nested too deeply" in shown
    assert ContactList.objects.filter(name="Romans").count() == 0


def test_dynamic_list_is_made_and_filled(browser):
    contact = make_contact(city="Rome")

    add(browser, [IN_ROME])
    follow_changes(now=timezone.now())

    made = ContactList.objects.get(name="Romans")
    assert (made.type, made.filters) == ("dynamic", {"all": [IN_ROME]})
    assert set(Contact.objects.filter(list_members__list=made)) == {contact}


def test_static_list_keeps_no_filter(browser):
    add(browser, [IN_ROME], type="static")

    assert ContactList.objects.get(name="Romans").filters == {}


def test_page_tells_the_filter_and_how_it_was_built(browser):
    contact_list = make_list(IN_ROME)
    refresh(contact_list, now=timezone.now(), by=None, door=ChangeSet.Door.JOB)

    answer = browser.get(contact_list.get_absolute_url())

    assert answer.context["sentence"] == "City is “Rome”."
    assert (answer.context["build"].size, answer.context["may_refresh"]) == (0, True)


def test_matches_tell_count_sample_and_sentence(browser):
    contact = make_contact(city="Rome")

    answer = matches(browser, [IN_ROME])

    assert (answer.context["count"], list(answer.context["sample"])) == (1, [contact])
    assert answer.context["sentence"] == "City is “Rome”."


@pytest.mark.parametrize("filters", ["", "nonsense", "[" * 100_000, "[]", "NaN", {"all": [{"field": "x"}]}])
def test_matches_of_what_is_no_filter_say_so(browser, filters):
    answer = matches(browser, filters)

    assert (answer.status_code, bool(answer.context["refusal"])) == (HTTPStatus.OK, True)


def test_matches_are_those_whom_the_user_may_see(client, settings):
    settings.REPS_SEE_ALL = False
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_contactlist"]))
    make_contact(city="Rome")
    own = make_contact(city="Rome", owner=user)
    client.force_login(user)

    assert list(matches(client, [IN_ROME]).context["sample"]) == [own]


def test_refresh_is_refused_without_rights(client, sales_rep):
    contact_list = make_list(IN_ROME)
    client.force_login(sales_rep)

    answer = client.post(f"/admin/contacts/contactlist/{contact_list.pk}/refresh/")

    assert answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    assert not hasattr(contact_list, "build")


def test_refresh_builds_the_list(browser):
    make_contact(city="Rome")
    contact_list = make_list(IN_ROME)

    answer = browser.post(f"/admin/contacts/contactlist/{contact_list.pk}/refresh/", follow=True)

    assert [str(each) for each in answer.context["messages"]] == ["1 joined, 0 left."]


def test_pins_are_set_on_the_page_and_followed(browser):
    contact, contact_list = make_contact(), make_list(IN_ROME)
    follow_changes(now=timezone.now())
    pins = {"pins-TOTAL_FORMS": "1", "pins-0-contact": str(contact.pk), "pins-0-always": "True"}

    browser.post(contact_list.get_absolute_url(), posted([IN_ROME], name=contact_list.name) | NO_PINS | pins)
    follow_changes(now=timezone.now() + timedelta(hours=1))

    assert ListPin.objects.get().always is True
    assert contact_list.list_members.get().contact == contact


def test_refresh_of_a_static_list_is_refused_and_changes_nothing(browser):
    contact_list = make_list(type="static", filters={})

    answer = browser.post(f"/admin/contacts/contactlist/{contact_list.pk}/refresh/", follow=True)

    said = "Nothing was changed: this list is static, and filled by hand. Make a dynamic list for a filter."
    assert [str(each) for each in answer.context["messages"]] == [said]
    assert ListBuild.objects.count() == 0


@pytest.mark.parametrize(("asked", "days"), [("", 90), ("30", 30), ("365", 365), ("1000000", 90), ("x", 90)])
def test_page_draws_the_size_of_the_list_over_time(browser, asked, days):
    contact_list = make_list(type="static", filters={})
    add_members(contact_list, [make_contact()], by=None, door=ChangeSet.Door.COMMAND)

    chart = browser.get(f"{contact_list.get_absolute_url()}?days={asked}").context["chart"]

    size, moves = json.loads(chart["size"]), json.loads(chart["moves"])
    assert (len(size["labels"]), size["datasets"][0]["data"][-2:]) == (days, [0, 1])
    assert [dataset["data"][-1] for dataset in moves["datasets"]] == [1, 0]
    assert (chart["joined"], chart["left"]) == (1, 0)


def test_quality_page_counts_shows_and_offers_to_edit(browser):
    contact_list = make_list(IN_ROME, wants_cleaning=True, description="Who is still in Rome.")
    make_contact(city="Rome")
    follow_changes(now=timezone.now())

    page = browser.get("/admin/contacts/contactlist/quality/")
    [(problem, words)] = page.context["problems"]
    edit = {"action": "edit_selected", "select_across": "1", "_selected_action": str(contact_list.pk)}
    choices = browser.post(f"/admin/contacts/contact/?list={contact_list.pk}", edit)

    assert (problem.count, words, page.context["may_edit"]) == (1, "Who is still in Rome.", True)
    assert f"?list={contact_list.pk}" in page.content.decode()
    assert (choices.context["title"], choices.context["count"]) == ("Edit contacts", 1)


def test_quality_page_is_for_those_who_may_see_lists_and_contacts(client):
    user = make_user(is_staff=True)
    client.force_login(user)
    assert client.get("/admin/contacts/contactlist/quality/").status_code == HTTPStatus.FORBIDDEN

    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_contactlist"]))
    page = client.get("/admin/contacts/contactlist/quality/")

    assert [page.context[name] for name in ("may_edit", "may_add", "pairs")] == [False, False, None]


def test_sidebar_marks_the_page_that_is_open(browser):
    items = browser.get("/admin/contacts/contactlist/quality/").context["sidebar_navigation"][0]["items"]

    assert [item["title"] for item in items if item["active"]] == ["Data quality"]
