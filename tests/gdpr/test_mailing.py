"""The mails about consent."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from contacts.models import Contact
from gdpr.consent import awaiting, publish, record
from gdpr.consent.mailing import send_confirmations, send_preferences
from gdpr.erasure import anonymise
from gdpr.exceptions import ErasedContact, NotPermitted
from gdpr.models import ConsentEvent, Purpose
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    return make_contact(email="jane@example.com")


@pytest.fixture
def marketing(db) -> Purpose:
    Purpose.objects.update(needs_double_opt_in=True)
    return Purpose.objects.get(key="email_marketing")


def grant(contact: Contact, **fields: object) -> ConsentEvent:
    said = {"purpose": "email_marketing", "kind": "granted", "channel": "form", "evidence": "form"}
    return record(contact, **said | fields)


def send(now=None) -> int:
    return send_confirmations(now=now or timezone.now())


def test_who_need_not_confirm_is_not_asked(contact):
    grant(contact)

    assert (send(), mail.outbox) == (0, [])


def test_article_7_whoever_must_confirm_is_asked_once(contact, marketing):
    notice = publish(marketing, text="Our news & offers, once a month.", by=None)
    given = grant(contact, notice=notice)

    assert (send(), send()) == (1, 0)

    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["jane@example.com"], "Please confirm: E-mail marketing")
    assert "Our news & offers, once a month." in sent.body
    assert "/privacy/confirm/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/privacy/unsubscribe/" in sent.extra_headers["List-Unsubscribe"]
    asked = ConsentEvent.objects.get(kind="requested")
    assert (asked.channel, asked.notice, asked.change_set.door) == ("email", notice, "job")
    assert list(awaiting(contact)) == [given]


def test_whoever_agrees_anew_after_a_withdrawal_is_asked_anew(contact, marketing):
    grant(contact)
    send()
    record(contact, purpose="email_marketing", kind="withdrawn", channel="phone")
    assert send() == 0

    grant(contact)

    assert (send(), len(mail.outbox)) == (1, 2)


def test_withdrawn_deleted_restricted_and_late_grants_are_not_asked_about(marketing):
    withdrawn, deleted, restricted, late = people = [make_contact() for _ in range(4)]
    for person in people[:3]:
        grant(person)
    record(withdrawn, purpose="email_marketing", kind="withdrawn", channel="phone")
    with booked():
        Contact.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
        Contact.objects.filter(pk=restricted.pk).update(restricted_at=timezone.now())
    assert send() == 0

    grant(late)
    assert send(timezone.now() + timedelta(days=4)) == 0


def test_mail_that_fails_is_tried_again(contact, marketing, settings):
    grant(contact)
    settings.EMAIL_BACKEND = "no.such.backend"
    with pytest.raises(ImportError):
        send()
    assert not ConsentEvent.objects.filter(kind="requested").exists()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == 1


def test_link_to_preferences_is_sent(contact, admin):
    send_preferences(contact, by=admin)

    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["jane@example.com"], "Your preferences")
    assert "/privacy/preferences/" in mail.outbox[0].body


def test_link_to_preferences_takes_the_permission(contact):
    with pytest.raises(NotPermitted):
        send_preferences(contact, by=make_user())

    assert mail.outbox == []


def test_nobody_writes_to_erased_people(contact):
    anonymise(Contact.objects.all(), by=None, door="command", reason="Test")
    contact.refresh_from_db()

    with pytest.raises(ErasedContact):
        send_preferences(contact, by=None)
