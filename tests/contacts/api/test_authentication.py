"""Tokens, and the browsers of those who are logged in."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from knox.models import AuthToken

from contacts.models import Tag
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TAGS = "/api/v1/tags/"


def asked_with(authorization: str) -> tuple[int, str]:
    answer = Client(raise_request_exception=False).get(TAGS, headers={"Authorization": authorization})
    return answer.status_code, answer.get("WWW-Authenticate")


@pytest.mark.parametrize(
    "authorization",
    ["Token", "Token a b", "Token \x00", "Token \xff\xfe", "Token ü", "Token " + "0" * 64, "Bearer x", "Basic YTpi"],
)
def test_what_is_no_token_is_refused(admin, authorization):
    AuthToken.objects.create(admin)

    assert asked_with(authorization) == (HTTPStatus.UNAUTHORIZED, "Token")


def test_nobody_is_asked_for_a_token():
    answer = Client().get(TAGS)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (HTTPStatus.UNAUTHORIZED, "Token")
    assert answer.json()["code"] == "not_authenticated"


def test_token_that_has_expired_is_refused(admin):
    _, token = AuthToken.objects.create(admin, expiry=timedelta(seconds=-1))

    assert asked_with(f"Token {token}") == (HTTPStatus.UNAUTHORIZED, "Token")


def test_token_of_an_account_that_was_closed_is_refused(admin):
    _, token = AuthToken.objects.create(admin)
    type(admin).objects.update(is_active=False)

    assert asked_with(f"Token {token}") == (HTTPStatus.UNAUTHORIZED, "Token")


def test_token_is_kept_as_a_hash(admin):
    made, token = AuthToken.objects.create(admin)

    assert (len(token), token in made.digest, made.token_key) == (64, False, token[:15])
    assert asked_with(f"Token {token}") == (HTTPStatus.OK, None)


def test_browser_of_somebody_who_is_logged_in_may_read(client, admin):
    client.force_login(admin)

    assert client.get(TAGS).status_code == HTTPStatus.OK


def test_browser_may_write_only_from_a_page_of_ours(admin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin)

    forged = browser.post(TAGS, {"name": "Hot"}, "application/json")
    browser.get("/admin/")
    headers = {"X-CSRFToken": browser.get("/admin/").cookies["csrftoken"].value}
    ours = browser.post(TAGS, {"name": "Cold"}, "application/json", headers=headers)

    assert (forged.status_code, forged.json()["code"]) == (HTTPStatus.FORBIDDEN, "permission_denied")
    assert (ours.status_code, [tag.name for tag in Tag.objects.all()]) == (HTTPStatus.CREATED, ["Cold"])


def test_browser_of_somebody_without_rights_reads_nothing(client):
    client.force_login(make_user())

    assert client.get(TAGS).status_code == HTTPStatus.FORBIDDEN
