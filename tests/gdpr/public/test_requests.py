"""Anybody asks for what is theirs by right, without an account; a look at a link changes nothing."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from gdpr.access import make_package, ticket
from gdpr.models import SubjectPackage, SubjectRequest, UnconfirmedRequest
from gdpr.tasks import send_confirmation
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

FORM = "/privacy/request/"
SENT = "/privacy/request/sent/"


@pytest.fixture(autouse=True)
def _mail_is_sent(settings):
    settings.WHITENOISE_AUTOREFRESH = True


def send(client, **said):
    return client.post(FORM, {"kind": "access", "email": "jane@example.com"} | said)


def link_of_mail():
    send_confirmation(asked_id=str(UnconfirmedRequest.objects.get().pk))
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]


def test_article_12_form_is_closed_where_no_mail_can_be_sent(client, settings):
    settings.SENDS_MAIL = False

    assert send(client).status_code == 404

    assert not UnconfirmedRequest.objects.exists()


@pytest.mark.parametrize("said", [{"kind": ""}, {"kind": "gossip"}, {"email": ""}, {"email": "nobody"}])
def test_article_12_form_that_says_too_little_is_shown_again(client, said):
    response = send(client, **said)

    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)
    assert not UnconfirmedRequest.objects.exists()


def test_article_12_form_filled_in_by_a_program_is_dropped(client):
    response = send(client, website="https://example.com")

    assert response.headers["Location"] == SENT
    assert not UnconfirmedRequest.objects.exists()


def test_article_12_answer_is_the_same_for_whom_we_know(client):
    make_contact(email="jane@example.com")

    known, unknown = send(client), send(client, email="john@example.com")

    assert known.headers["Location"] == unknown.headers["Location"] == SENT
    assert UnconfirmedRequest.objects.count() == 2


def test_article_12_flood_is_turned_away(client):
    codes = [send(client, email=f"p{n}@example.com").status_code for n in range(11)]

    assert codes == [302] * 10 + [429]


@pytest.mark.django_db(transaction=True)
def test_article_12_mail_asks_to_confirm_and_looking_opens_nothing(client):
    send(client, kind="erasure")
    link = link_of_mail()

    response = client.get(link)

    assert mail.outbox[0].to == ["jane@example.com"]
    assert b"Erasure (Art. 17)" in response.content
    assert not SubjectRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_article_12_button_opens_the_request_once(client):
    send(client, kind="erasure")
    link = link_of_mail()

    codes = [client.post(link).status_code for _ in range(2)]

    assert codes == [200, 410]
    assert SubjectRequest.objects.get().kind == "erasure"


def test_article_15_package_is_fetched_once_by_its_link(client):
    link = reverse("privacy:package", args=[ticket(make_package(make_contact(), by=None))])

    looked, fetched, again = client.get(link), client.post(link), client.post(link)

    assert (looked.status_code, fetched.status_code, again.status_code) == (200, 200, 410)
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert fetched.headers["Cache-Control"] == "no-store"
    assert SubjectPackage.objects.get().fetched_by is None
