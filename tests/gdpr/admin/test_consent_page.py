"""The action that records what contacts have said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Contact
from crm.roles import ROLES
from gdpr.consent import publish
from gdpr.erasure import anonymise
from gdpr.models import ConsentEvent, Purpose
from tests.factories import make_contact
from tests.gdpr.admin.actions import LIST, act, make_crowd, said, shows_form

pytestmark = pytest.mark.django_db

ACTION = "record_consent"
GRANT = {
    "apply": "1",
    "purpose": "email_marketing",
    "kind": "granted",
    "channel": "paper",
    "evidence": "Signed at the fair",
}


@pytest.fixture
def pair():
    return make_contact(), make_contact()


def typed(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_page_names_the_people_and_records_nothing(as_officer, pair):
    response = act(as_officer, ACTION, *pair)

    assert list(response.context["contacts"]) == sorted(pair, key=lambda contact: contact.pk)
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("missing", ["purpose", "kind", "channel", "evidence"])
def test_grant_needs_all_of_its_parts(as_officer, pair, missing):
    response = act(as_officer, ACTION, *pair, **GRANT | {missing: " "})

    assert list(response.context["form"].errors) == [missing]
    assert not ConsentEvent.objects.exists()


def test_time_to_come_is_refused(as_officer, pair):
    later = typed(timezone.now() + timedelta(days=1))

    response = act(as_officer, ACTION, *pair, **GRANT | {"occurred_at": later})

    assert list(response.context["form"].errors) == ["occurred_at"]


@pytest.mark.parametrize("kind", ["expired", "confirmed", "requested"])
def test_what_people_do_not_say_themselves_is_refused(as_officer, pair, kind):
    response = act(as_officer, ACTION, *pair, **GRANT | {"kind": kind})

    assert list(response.context["form"].errors) == ["kind"]


def test_grant_of_an_anonymised_person_is_refused_for_all(as_officer, pair):
    anonymise(Contact.objects.filter(pk=pair[0].pk), by=None, door="admin", reason="Test")

    response = act(as_officer, ACTION, pair[0], address=f"{LIST}?deleted=yes", **GRANT)

    assert said(response)[0].startswith("Nothing was recorded: 1 of the people were erased.")
    assert not ConsentEvent.objects.exists()


def test_grant_is_recorded_for_each(as_officer, pair):
    response = act(as_officer, ACTION, *pair, **GRANT)

    assert (response.url, said(response)) == (LIST, ["Recorded for 2 contacts."])
    events = ConsentEvent.objects.values_list("contact", "kind", "channel", "evidence")
    assert set(events) == {(contact.pk, "granted", "paper", "Signed at the fair") for contact in pair}


def test_withdrawal_needs_no_evidence_and_keeps_its_time(as_officer, pair):
    monday = timezone.now().replace(second=0, microsecond=0) - timedelta(days=3)

    said_so = GRANT | {"kind": "withdrawn", "evidence": "", "occurred_at": typed(monday)}

    response = act(as_officer, ACTION, pair[0], **said_so)

    event = ConsentEvent.objects.get()
    assert response.url == pair[0].get_absolute_url()
    assert (event.contact, event.kind, event.occurred_at) == (pair[0], "withdrawn", monday)


def test_large_selection_is_refused(as_officer, pair):
    make_crowd()

    response = act(as_officer, ACTION, pair[0], select_across="1")

    assert said(response)[0].startswith("Nothing was changed: this is done for at most 1,000 contacts at a time.")


@pytest.mark.parametrize("role", ROLES)
def test_action_is_for_those_who_may_record(as_role, pair, role):
    browser = as_role(role)

    assert shows_form(act(browser, ACTION, *pair)) == (role != "Read-only")
    act(browser, ACTION, *pair, **GRANT)
    assert ConsentEvent.objects.exists() == (role != "Read-only")


def test_full_is_every_purpose(as_officer, pair):
    act(as_officer, ACTION, *pair, **GRANT | {"purpose": "full"})

    assert ConsentEvent.objects.count() == 4


def test_text_of_another_purpose_is_refused(as_officer, pair):
    notice = publish(Purpose.objects.get(key="data_processing"), text="We keep it", by=None)

    response = act(as_officer, ACTION, *pair, **GRANT | {"notice": notice.pk})

    assert list(response.context["form"].errors) == ["notice"]
