"""What is answered where a request is refused, or fails, before any page or resource could say why."""

from http import HTTPStatus

import pytest
from django.test import RequestFactory

from crm.problems import server_error

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.mark.parametrize("address", ["/admin/?q=%00", "/admin/%00/", "/?a%00b=1"])
def test_nul_in_an_address_is_answered_with_a_page(client, address):
    answer = client.get(address)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize("address", ["/api/v1/contacts/?search=%00", "/api/v1/%00/"])
def test_nul_in_an_address_of_the_api_is_answered_with_a_problem(client, address):
    answer = client.get(address)

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "parse_error"


@pytest.mark.parametrize("address", ["/nothing/", "/apis/"])
def test_address_where_there_is_nothing_is_answered_with_a_page(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.NOT_FOUND, "text/html; charset=utf-8")


@pytest.mark.parametrize("address", ["/api/", "/api/v1", "/api/v2/contacts/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_address_where_there_is_no_api_is_answered_with_a_problem(client, method, address):
    answer = client.generic(method, address)

    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.NOT_FOUND, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_error_of_the_program_is_a_page_for_people():
    answer = server_error(RequestFactory().get("/admin/"))

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Something went wrong" in answer.content.decode()


def test_error_of_the_program_is_a_problem_for_programs():
    answer = server_error(RequestFactory().get("/api/v1/contacts/"))

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b'"code": "error"' in answer.content
