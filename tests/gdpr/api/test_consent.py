"""Consent by the API."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group

from contacts.merging import merge, plan_merge
from contacts.models import Contact
from gdpr.consent import has_consented, publish, record, standing
from gdpr.erasure import anonymise
from gdpr.models import ConsentEvent, Purpose
from tests.contacts.api.client import Api, errors
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

GRANT = {"purpose": "email_marketing", "evidence": "sign-up form", "source": "/newsletter"}


@pytest.fixture
def contact():
    return make_contact()


def ledger(contact: Contact) -> str:
    return f"contacts/{contact.pk}/consents/"


def receipt_of(event: ConsentEvent) -> str:
    return f"{ledger(event.contact)}{event.pk}/receipt/"


def as_role(role: str) -> Api:
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    return Api(user)


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({}, {"purpose": "one_of_them"}),
        ({**GRANT, "consentType": "full"}, {"purpose": "one_of_them"}),
        ({**GRANT, "consentType": "some"}, {"consentType": "invalid_choice"}),
        ({**GRANT, "purpose": "profiling"}, {"consent": "unknown_purpose"}),
        ({**GRANT, "evidence": ""}, {"consent": "grant_needs_evidence"}),
        ({**GRANT, "kind": "loved"}, {"kind": "invalid_choice"}),
        ({**GRANT, "channel": "pigeon"}, {"channel": "invalid_choice"}),
        ({**GRANT, "text": 0}, {"text": "does_not_exist"}),
        ({**GRANT, "colour": "red"}, {"colour": "unknown_field"}),
        ({**GRANT, "occurred_at": "0001-01-01T00:00:00Z"}, {"occurred_at": "out_of_range"}),
    ],
)
def test_what_is_malformed_is_refused(api, contact, body, refused):
    response = api.post(ledger(contact), body)

    assert (response.status_code, errors(response)) == (HTTPStatus.BAD_REQUEST, refused)
    assert ConsentEvent.objects.count() == 0


def test_article_7_consent_is_recorded_and_told(api, contact, admin):
    notice = publish(Purpose.objects.get(key="email_marketing"), text="Our news", by=None)

    response = api.post(ledger(contact), GRANT | {"text": notice.pk, "channel": "form"})

    event = ConsentEvent.objects.get()
    assert response.status_code == HTTPStatus.CREATED
    told = response.json()["entries"][0]
    fields = ("id", "contact", "purpose", "kind", "channel", "source", "evidence", "text", "recorded_by")
    assert [told[name] for name in fields] == [
        event.pk, str(contact.pk), "email_marketing", "granted", "form", "/newsletter", "sign-up form", notice.pk,
        str(admin.pk),
    ]  # fmt: skip
    assert [(word["purpose"], word["consents"]) for word in response.json()["standing"]] == [("email_marketing", True)]
    assert event.change_set.door == "api"


def test_full_consent_is_for_every_purpose_that_takes_consent(api, contact):
    Purpose.objects.create(key="profiling", name="Profiling")
    Purpose.objects.create(key="invoices", name="Invoices", lawful_basis="contract")

    response = api.post(ledger(contact), {"consentType": "full", "channel": "form", "evidence": "sign-up form"})

    assert len(response.json()["entries"]) == 3
    granted = standing(contact).order_by("purpose__key").values_list("purpose__key", flat=True)
    assert list(granted) == ["data_processing", "email_marketing", "profiling"]


def test_full_consent_is_all_or_nothing(api, contact):
    record(contact, purpose="email_marketing", kind="objected", channel="phone")

    response = api.post(ledger(contact), {"consentType": "full", "evidence": "sign-up form"})

    assert errors(response) == {"consent": "objecting"}
    assert ConsentEvent.objects.count() == 1


def test_full_consent_can_come_with_a_new_contact(api):
    consent = {"purpose": "full", "channel": "form", "evidence": "sign-up form"}

    api.post("contacts/", {"email": "jane@example.com", "consent": consent})

    assert standing(Contact.objects.get()).count() == 2


def test_ledger_tells_what_counts_now_and_at_any_time(api, contact):
    said = {"purpose": "email_marketing", "channel": "form", "evidence": "form"}
    record(contact, kind="granted", **said)
    record(contact, kind="withdrawn", **said)

    now = api.get(ledger(contact)).json()
    before = api.get(ledger(contact), at="2000-01-01T00:00:00Z").json()

    assert [(word["kind"], word["consents"]) for word in now["standing"]] == [("withdrawn", False)]
    assert [entry["kind"] for entry in now["entries"]] == ["withdrawn", "granted"]
    assert before == {"standing": [], "entries": []}


def test_time_that_is_none_is_refused(api, contact):
    assert errors(api.get(ledger(contact), at="yesterday")) == {"at": "invalid"}


def test_who_may_not_record_records_nothing(contact):
    reader = as_role("Read-only")

    assert reader.post(ledger(contact), GRANT).status_code == HTTPStatus.FORBIDDEN
    assert reader.get(ledger(contact)).status_code == HTTPStatus.OK
    assert Api(make_user()).get(ledger(contact)).status_code == HTTPStatus.FORBIDDEN


def test_contact_that_somebody_may_not_see_is_none(as_rep, settings, contact):
    settings.REPS_SEE_ALL = False

    assert as_rep.get(ledger(contact)).status_code == HTTPStatus.NOT_FOUND
    assert as_rep.post(ledger(contact), GRANT).status_code == HTTPStatus.NOT_FOUND


def test_erased_person_is_gone(api, contact):
    anonymise(Contact.objects.all(), by=None, door="command", reason="Test")

    assert api.post(ledger(contact), GRANT).status_code == HTTPStatus.GONE


def test_old_id_leads_to_the_one_who_lives_on(api, contact):
    loser = make_contact()
    record(loser, purpose="email_marketing", kind="withdrawn", channel="phone")
    merge(plan_merge(contact, [loser]), by=None, door="command")

    response = api.get(ledger(loser))

    assert [entry["contact"] for entry in response.json()["entries"]] == [str(loser.pk)]
    assert response["Content-Location"] == f"/api/v1/contacts/{contact.pk}/"


def test_article_7_receipt_proves_the_entry(api, contact, settings):
    settings.ORGANISATION = "Example Ltd"
    purpose = Purpose.objects.get(key="email_marketing")
    notice = publish(purpose, text="Our news", by=None)
    event = record(
        contact, purpose=purpose.key, kind="granted", channel="paper", evidence="card 7", source="fair", notice=notice
    )

    told = api.get(receipt_of(event)).json()

    assert (told["schema"], told["controller"]) == ("urn:contact-crm:consent-receipt:1", "Example Ltd")
    assert told["person"] == {"id": str(contact.pk), "email": contact.email}
    assert told["text"] == {"version": 1, "language": "en", "text": "Our news"}
    assert [told[name] for name in ("kind", "channel", "source", "evidence")] == ["granted", "paper", "fair", "card 7"]
    assert told["purpose"]["key"] == "email_marketing"


def test_receipt_of_somebody_else_s_entry_is_none(api, contact):
    event = record(make_contact(), purpose="email_marketing", kind="withdrawn", channel="phone")

    assert api.get(f"{ledger(contact)}{event.pk}/receipt/").status_code == HTTPStatus.NOT_FOUND


def test_purposes_are_told_with_their_texts(api):
    publish(Purpose.objects.get(key="email_marketing"), text="Our news", by=None)

    purposes = {purpose["key"]: purpose for purpose in api.get("purposes/").json()["results"]}

    assert sorted(purposes) == ["data_processing", "email_marketing"]
    assert [text["text"] for text in purposes["email_marketing"]["texts"]] == ["Our news"]


def test_grant_for_double_opt_in_is_told_to_wait(api, contact):
    Purpose.objects.update(needs_double_opt_in=True)

    response = api.post(ledger(contact), GRANT)

    assert [entry["awaits_confirmation"] for entry in response.json()["entries"]] == [True]
    assert not has_consented(contact, "email_marketing")
