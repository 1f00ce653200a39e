"""Purposes, texts, entries and links in the admin."""

import json
from http import HTTPStatus

import pytest
from django.core import mail
from django.urls import reverse

from contacts.models import Contact
from gdpr.admin.contact_panel import consent_of
from gdpr.consent import publish, record
from gdpr.erasure import anonymise
from gdpr.models import ConsentEvent, NoticeText, Purpose
from tests.contacts.admin.pages import url
from tests.factories import make_contact
from tests.gdpr.admin.actions import act, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def jane():
    return make_contact(first_name="Jane", email="jane@example.com")


@pytest.fixture
def entry(jane) -> ConsentEvent:
    return record(jane, purpose="email_marketing", kind="granted", channel="paper", evidence="Signed card")


def test_purpose_is_described_with_its_basis(as_officer):
    posted = {
        "name": "Profiling", "key": "profiling", "description": "", "lawful_basis": "legitimate_interests",
        "period": "a year", "needs_double_opt_in": "on", "expires_after_days": "365",
    }  # fmt: skip

    as_officer.post(url(Purpose, "add"), posted)

    purpose = Purpose.objects.get(key="profiling")
    assert (purpose.takes_objections, purpose.needs_double_opt_in, purpose.expires_after_days) == (True, True, 365)


@pytest.mark.parametrize(("field", "value"), [("key", "full"), ("expires_after_days", "0")])
def test_purpose_that_cannot_be_is_refused(as_officer, field, value):
    posted = {"name": "Profiling", "key": "profiling", "lawful_basis": "consent", "period": ""} | {field: value}

    response = as_officer.post(url(Purpose, "add"), posted)

    assert list(response.context["adminform"].form.errors) == [field]


def test_text_is_published_as_the_next_version(as_officer):
    purpose = Purpose.objects.get(key="email_marketing")
    publish(purpose, text="Our news", by=None)

    as_officer.post(url(NoticeText, "add"), {"purpose": purpose.pk, "language": "en", "text": "All our news"})

    assert list(purpose.notices.values_list("version", "text")) == [(2, "All our news"), (1, "Our news")]


def test_receipt_is_a_file_to_keep(as_officer, entry):
    response = as_officer.get(reverse("admin:gdpr_consentevent_receipt", args=[entry.pk]))

    assert response["Content-Disposition"] == f'attachment; filename="consent-{entry.pk}.json"'
    assert json.loads(response.content)["evidence"] == "Signed card"


def test_receipt_is_for_those_who_may_see_the_person(as_role, entry, settings):
    settings.REPS_SEE_ALL = False

    response = as_role("Sales rep").get(reverse("admin:gdpr_consentevent_receipt", args=[entry.pk]))

    assert response.status_code == HTTPStatus.NOT_FOUND


def test_link_is_sent_from_the_page_of_a_contact(as_officer, jane):
    response = act(as_officer, "send_link", jane)

    assert said(response) == ["The link is on its way by e-mail."]
    assert [sent.to for sent in mail.outbox] == [["jane@example.com"]]


def test_nobody_writes_to_the_others_where_one_was_erased(as_officer, jane):
    anonymise(Contact.objects.filter(pk=jane.pk), by=None, door="admin", reason="Test")

    act(as_officer, "send_link", jane, make_contact(), address=f"{url(Contact, 'changelist')}?deleted=yes")

    assert mail.outbox == []


def test_card_offers_the_link_to_those_who_may_record(rf, jane, admin, as_role):
    request = rf.get("/")
    request.user = admin

    assert "/privacy/preferences/" in consent_of(request, jane)["link"]
    assert "/privacy/preferences/" not in as_role("Read-only").get(jane.get_absolute_url()).content.decode()


def test_card_says_what_waits_for_its_confirmation(as_officer, jane):
    Purpose.objects.update(needs_double_opt_in=True)
    record(jane, purpose="email_marketing", kind="granted", channel="form", evidence="form")

    assert "Waits for confirmation" in as_officer.get(jane.get_absolute_url()).content.decode()
