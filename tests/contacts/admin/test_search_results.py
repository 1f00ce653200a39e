"""The list of contacts while somebody searches."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import ContactTag
from tests.factories import booked, make_activity, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/contacts/contact/"


def rows(client, **asked) -> list[tuple[str, str]]:
    listed = client.get(LIST, asked).context["cl"].result_list
    return [(row.first_name, row.found_by) for row in listed]


def test_a_row_says_what_it_was_found_by_unless_one_sees_it(as_admin):
    make_contact(first_name="Ada", title="Head of sales")

    assert b"Found by" not in as_admin.get(LIST).content
    assert b"Found by" not in as_admin.get(LIST, {"q": "ada"}).content
    assert b"Found by title Head of sales" in as_admin.get(LIST, {"q": "sales"}).content


def test_the_likeliest_come_first_with_what_they_were_found_by(as_admin):
    make_contact(first_name="Eve", last_name="Aa", title="Ada's successor")
    make_contact(first_name="Adam", last_name="Bb")
    make_contact(first_name="Ada", last_name="Zz")

    assert rows(as_admin, q="ada") == [("Ada", "name"), ("Adam", "name"), ("Eve", "title Ada's successor")]


def test_an_order_that_was_chosen_goes_first(as_admin):
    make_contact(first_name="Adam", last_name="Aa")
    make_contact(first_name="Ada", last_name="Zz")

    assert rows(as_admin, q="ada", o="1") == [("Adam", "name"), ("Ada", "name")]


def test_filters_narrow_the_search(as_admin):
    tag = make_tag()
    make_contact(first_name="Ada")
    with booked():
        ContactTag.objects.create(contact=make_contact(first_name="Adam"), tag=tag)

    assert rows(as_admin, q="ada", tag=str(tag.pk)) == [("Adam", "name")]


def test_words_of_a_note_show_to_those_only_who_may_see_it(client, settings):
    settings.REPS_SEE_ALL = False
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)
    make_activity(make_contact(first_name="Ada"), body="forty lathes")
    make_activity(make_contact(first_name="Eve", owner=rep), body="fifty lathes")

    assert rows(client, q="lathes") == [("Eve", "note: fifty lathes")]


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "ada'--", "x" * 300, "🦄", "@", "+0000"])
def test_odd_text_shows_a_list(as_admin, text):
    make_contact(first_name="Ada", email="ada@example.com")

    assert as_admin.get(LIST, {"q": text}).status_code == 200
    assert as_admin.get("/admin/search/", {"s": text, "extended": "1"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_takes_the_same_queries_for_any_number_of_rows(as_admin, count):
    for _ in range(count):
        make_contact(first_name="Ada")
    as_admin.get(LIST, {"q": "ada"})

    with CaptureQueriesContext(connection) as captured:
        as_admin.get(LIST, {"q": "ada"})

    assert len(captured) == 16


def test_a_field_that_completes_proposes_the_likeliest_first(as_admin):
    make_contact(first_name="Adam", last_name="Aa")
    make_contact(first_name="Ada", last_name="Zz")
    asked = {"app_label": "contacts", "model_name": "task", "field_name": "contact", "term": "ada"}

    proposed = as_admin.get("/admin/autocomplete/", asked).json()["results"]

    assert [each["text"] for each in proposed] == ["Ada Zz", "Adam Aa"]
