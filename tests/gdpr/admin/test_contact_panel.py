"""The card that says what a person agreed to."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from gdpr.admin.contact_panel import SHOWN, consent_of
from gdpr.consent import record
from gdpr.models import Purpose
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

MARKETING = "email_marketing"
MONDAY, TUESDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def contact():
    return make_contact()


def asked_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def standing(contact, user) -> dict[str, str | None]:
    told = consent_of(asked_by(user), contact)
    return {purpose.key: entry and entry.kind for purpose, entry in told["standings"]}


def test_who_may_not_look_at_the_ledger_is_told_nothing(contact, sales_rep):
    assert consent_of(asked_by(sales_rep), contact) is None


def test_of_who_said_nothing_every_purpose_is_open(contact, admin):
    assert standing(contact, admin) == {"data_processing": None, MARKETING: None}


def test_newest_word_counts_whenever_it_was_recorded(contact, admin):
    record(contact, purpose=MARKETING, kind="withdrawn", channel="phone", occurred_at=TUESDAY)
    record(contact, purpose=MARKETING, kind="granted", channel="form", evidence="fair", occurred_at=MONDAY)
    record(contact, purpose=MARKETING, kind="requested", channel="email")

    assert standing(contact, admin)[MARKETING] == "withdrawn"


def test_words_of_others_do_not_count(contact, admin):
    record(make_contact(), purpose=MARKETING, kind="withdrawn", channel="phone")

    assert standing(contact, admin)[MARKETING] is None


@pytest.mark.parametrize("entries", [1, SHOWN + 2])
def test_card_takes_two_queries_and_tells_no_more_than_fits(contact, admin, entries, django_assert_num_queries):
    for _ in range(entries):
        record(contact, purpose=MARKETING, kind="withdrawn", channel="phone", by=admin)

    with django_assert_num_queries(2):
        told = consent_of(asked_by(admin), contact)
        assert {str(entry.purpose) + str(entry.recorded_by) for entry in told["entries"]} == {"E-mail marketingAda"}

    assert (len(told["entries"]), told["hidden"]) == (min(entries, SHOWN), max(entries - SHOWN, 0))


def test_purpose_that_was_added_is_told_of(contact, admin):
    Purpose.objects.create(key="profiling", name="Profiling")

    assert standing(contact, admin)["profiling"] is None


def test_card_stands_on_the_page_of_a_contact(contact, client, admin):
    client.force_login(admin)
    record(contact, purpose=MARKETING, kind="granted", channel="phone", evidence="call of Monday", by=admin)

    page = " ".join(client.get(contact.get_absolute_url()).content.decode().split())

    assert "“call of Monday”" in page
    assert "nothing said yet" in page
