"""Tokens: made by a command, revoked in the admin."""

from datetime import timedelta
from http import HTTPStatus
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from tests.factories import make_user

pytestmark = pytest.mark.django_db

TOKENS = "/admin/knox/authtoken/"


@pytest.fixture(autouse=True)
def _static_files_are_not_listed(settings) -> None:
    """Each client would list all of them when it is made."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def as_admin(client, admin) -> Client:
    client.force_login(admin)
    return client


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue()


def days_left(token: AuthToken) -> float:
    return (token.expiry - timezone.now()) / timedelta(days=1)


@pytest.mark.parametrize("account", [{"username": "other"}, {"username": "script", "is_active": False}])
def test_no_token_for_an_account_that_is_not_there_or_closed(account):
    make_user(**account)

    with pytest.raises(CommandError, match="There is no active user of this name"):
        printed("script")

    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("days", ["-1", "36501", "9999999999"])
def test_no_token_for_days_that_make_no_sense(days):
    make_user(username="script")

    with pytest.raises(CommandError, match="--days takes a number from 0"):
        printed("script", f"--days={days}")


def test_token_alone_is_printed_and_opens_the_api():
    user = make_user(username="script", is_superuser=True)

    token = printed("script").removesuffix("\n")

    assert AuthToken.objects.get().user == user
    answer = Client().get("/api/v1/tags/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == HTTPStatus.OK


@pytest.mark.parametrize(("arguments", "days"), [([], 365), (["--days", "7"], 7)])
def test_token_holds_for_some_days(arguments, days):
    make_user(username="script")

    printed("script", *arguments)

    assert round(days_left(AuthToken.objects.get())) == days


def test_token_can_hold_for_ever():
    make_user(username="script")

    printed("script", "--days", "0")

    assert AuthToken.objects.get().expiry is None


def test_list_shows_how_tokens_begin(as_admin, admin):
    _, secret = AuthToken.objects.create(admin)

    page = as_admin.get(TOKENS)

    assert [row.token_key for row in page.context["cl"].result_list] == [secret[:15]]
    assert secret not in page.content.decode()
    assert page.context["cl"].list_display_links is None


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_tokens_have_no_pages_that_would_show_their_hashes(as_admin, admin, page):
    token, _ = AuthToken.objects.create(admin)

    answer = as_admin.get(reverse(f"admin:knox_authtoken_{page}", args=[token.pk]))

    assert (answer.status_code, token.digest in answer.content.decode()) == (HTTPStatus.FORBIDDEN, False)


def test_token_is_revoked_by_deleting_it(as_admin, admin):
    token, secret = AuthToken.objects.create(admin)
    action = {"action": "delete_selected", "_selected_action": [token.pk]}

    question = as_admin.post(TOKENS, action).content.decode()
    as_admin.post(TOKENS, action | {"post": "yes"})

    assert f"{secret[:15]}… of Ada" in question
    assert not AuthToken.objects.exists()
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.object_repr, entry.user) == (secret[:15], f"{secret[:15]}… of Ada", admin)


def test_tokens_are_a_matter_of_those_who_may(client):
    client.force_login(make_user(is_staff=True))

    assert client.get(TOKENS).status_code == HTTPStatus.FORBIDDEN
