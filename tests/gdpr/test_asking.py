"""Requests by the public form wait for a confirmation, and tell nobody who is known."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts import normalize
from gdpr.asking import ask, asked_by, confirm, forget_unconfirmed, ticket
from gdpr.exceptions import LinkGone, TooManyAsked
from gdpr.models import SubjectRequest, UnconfirmedRequest
from tests.concurrency import in_threads
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def asked(email: str = "jane@example.com", sender: str = "192.0.2.1", **said) -> UnconfirmedRequest | None:
    return ask(**{"kind": "access", "message": ""} | said, email=email, sender=sender)


def test_article_12_what_is_no_address_is_refused():
    with pytest.raises(normalize.Unusable):
        asked("nobody")

    assert not UnconfirmedRequest.objects.exists()


def test_article_12_nothing_is_opened_before_it_is_confirmed():
    make_contact(email="jane@example.com")

    asked()

    assert not SubjectRequest.objects.exists()


def test_article_12_confirmed_request_began_when_the_form_was_sent():
    contact, form = make_contact(email="jane@example.com"), asked(message="All of it")
    UnconfirmedRequest.objects.update(asked_at=timezone.now() - timedelta(days=3))

    request = confirm(ticket(form))

    assert (request.contact, request.message, request.channel) == (contact, "All of it", "form")
    assert request.received_on == timezone.localdate() - timedelta(days=3)
    assert not UnconfirmedRequest.objects.exists()


def test_article_12_link_works_once():
    link = ticket(asked())
    confirm(link)

    with pytest.raises(LinkGone):
        confirm(link)

    assert SubjectRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_article_12_race_confirms_once():
    link = ticket(asked())

    def confirm_at_once():
        with suppress(LinkGone):
            confirm(link)

    in_threads(*[confirm_at_once] * 5)

    assert SubjectRequest.objects.count() == 1


@pytest.mark.parametrize("link", ["", "nonsense", "a:b:c"])
def test_article_12_wrong_link_leads_nowhere(link):
    asked()

    with pytest.raises(LinkGone):
        asked_by(link)


def test_article_12_second_form_for_the_same_opens_nothing_more():
    links = [ticket(asked()), ticket(asked())]

    opened = [confirm(link) for link in links]

    assert (SubjectRequest.objects.count(), opened[1]) == (1, None)


def test_article_12_address_gets_no_more_than_three_mails_a_day():
    forms = [asked(sender=f"192.0.2.{n}") for n in range(4)]

    assert [form is None for form in forms] == [False, False, False, True]


def test_article_12_network_sends_no_more_than_ten_forms_an_hour():
    for n in range(10):
        asked(f"person{n}@example.com")

    with pytest.raises(TooManyAsked):
        asked("another@example.com")

    assert asked("another@example.com", sender="198.51.100.1") is not None


def test_article_12_network_address_is_not_kept():
    asked(sender="192.0.2.77")

    assert "192.0.2" not in UnconfirmedRequest.objects.get().sender


def test_article_12_what_nobody_confirms_is_forgotten_after_a_week():
    asked()

    early, late = forget_unconfirmed(), forget_unconfirmed(now=timezone.now() + WEEK)

    assert (early, late) == (0, 1)
