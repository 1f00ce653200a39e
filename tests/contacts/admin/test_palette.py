"""The command palette."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group

from tests.factories import booked, make_company, make_contact, make_user

pytestmark = pytest.mark.django_db


BAD_PAGES = ["abc", "0", "-1", "2", "1.5", "", "9" * 5_000]


def found(browser, term: str) -> list[tuple[str, str]]:
    results = browser.get("/admin/search/", {"s": term, "extended": "1"}).context["results"]
    return [(result.title, result.description) for result in results if str(result.link).endswith("/change/")]


@pytest.fixture
def rep(client):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(user)
    return client


def test_people_and_companies_are_found_by_the_beginnings_of_their_names(as_admin):
    acme = make_company(name="Adlington Works")
    make_contact(first_name="Ada", last_name="Byron", title="Analyst", company=acme)
    make_contact(first_name="Eve")

    assert found(as_admin, "ad") == [("Ada Byron", "Analyst, Adlington Works"), ("Adlington Works", "Company")]


def test_what_is_not_in_the_name_is_told(as_admin):
    make_contact(first_name="Ada", email="ada@example.com", phone="+49 30 901820", company=make_company(name="Acme"))

    assert found(as_admin, "901820") == [("Ada", "Acme · phone +49 30 901820")]
    assert found(as_admin, "@example") == [("Ada", "Acme · e-mail ada@example.com")]


def test_deleted_people_are_not_found(as_admin):
    make_contact(first_name="Ada", deleted_at="2026-01-01T00:00Z")

    assert found(as_admin, "ada") == []


def test_people_whom_one_may_not_see_are_not_found(rep, settings):
    settings.REPS_SEE_ALL = False
    make_contact(first_name="Ada", owner=make_user())

    assert found(rep, "ada") == []


def test_somebody_without_rights_finds_nobody(as_bare_staff):
    make_contact(first_name="Ada"), make_company(name="Ada & Sons")

    assert found(as_bare_staff, "ada") == []


def test_what_is_found_is_not_kept(as_admin):
    contact = make_contact(first_name="Ada")
    found(as_admin, "ada")
    with booked():
        type(contact).objects.filter(pk=contact.pk).soft_delete()

    assert found(as_admin, "ada") == []


@pytest.mark.parametrize("extended", [{}, {"extended": "1"}])
@pytest.mark.parametrize("page", BAD_PAGES)
def test_page_that_does_not_exist_is_the_first(as_admin, page, extended):
    make_contact(first_name="Ada")

    answer = as_admin.get("/admin/search/", {"s": "ada", "page": page} | extended)

    assert (answer.status_code, answer.context["results"].number) == (HTTPStatus.OK, 1)


def test_search_is_for_those_who_are_logged_in(client):
    assert client.get("/admin/search/", {"s": "ada"}).status_code == HTTPStatus.FOUND
