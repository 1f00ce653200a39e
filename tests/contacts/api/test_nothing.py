"""Addresses where there is nothing."""

from http import HTTPStatus

import pytest

from tests.contacts.api.client import Api
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["", "contact/", "contacts/5/", "contacts/jane@example.com/", "contacts/0/members/", "tags/x/y/"],
)
def test_there_is_a_problem_instead_of_a_page(path):
    answer = Api(make_user()).get(path)

    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.NOT_FOUND, "application/problem+json")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_address_without_its_last_slash_is_not_redirected(api, method):
    contact = make_contact()

    answers = [api(method, path, {}) for path in ("contacts", f"contacts/{contact.pk}")]

    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 2
