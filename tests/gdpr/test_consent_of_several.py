"""Recording what several people said at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.exceptions import TooMany
from contacts.models import ChangeSet, Contact
from gdpr.consent import record_all
from gdpr.erasure import anonymise
from gdpr.exceptions import (
    ErasedAmongThem,
    GrantNeedsEvidence,
    NotPermitted,
    ObjectingAmongThem,
    OutOfSight,
    UnknownChannel,
    UnknownPurpose,
)
from gdpr.models import ConsentEvent, Purpose
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db

MARKETING = "email_marketing"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def pair():
    return make_contact(), make_contact()


def add(*contacts: Contact, by=None, **fields) -> int:
    said = {"purpose": MARKETING, "kind": "granted", "channel": "paper", "evidence": "signed at the fair"} | fields
    return record_all(Contact.objects.filter(pk__in=[contact.pk for contact in contacts]), by=by, door="api", **said)


def erase(*contacts: Contact) -> None:
    chosen = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
    anonymise(chosen, by=None, door="api", reason="Test")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"purpose": "profiling"}, UnknownPurpose),
        ({"channel": "telepathy"}, UnknownChannel),
        ({"evidence": " "}, GrantNeedsEvidence),
    ],
)
def test_entry_that_is_refused_of_one_is_refused_of_several(pair, fields, refusal):
    with pytest.raises(refusal):
        add(*pair, **fields)

    assert (ConsentEvent.objects.count(), ChangeSet.objects.filter(kind="consent").count()) == (0, 0)


def test_one_erased_person_refuses_the_grant_of_all(pair):
    erase(pair[0])

    with pytest.raises(ErasedAmongThem, match="1 of the people were erased"):
        add(*pair)

    assert (ConsentEvent.objects.count(), ChangeSet.objects.filter(kind="consent").count()) == (0, 0)


def test_erased_person_can_still_object_with_others(pair):
    erase(pair[0])

    assert add(*pair, kind="objected", evidence="") == 2
    assert not Contact.objects.filter(email_opt_in=True).exists()


def test_nobody_records_without_the_permission(pair):
    reader = make_user()
    reader.groups.add(Group.objects.get(name="Read-only"))

    with pytest.raises(NotPermitted, match=r"takes the permission gdpr\.add_consentevent"):
        add(*pair, by=reader)

    assert not ConsentEvent.objects.exists()


def test_people_whom_the_user_may_not_see_are_refused(pair, settings):
    settings.REPS_SEE_ALL = False
    clerk = make_user()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "add_consentevent"]))
    seen = make_contact(owner=clerk)

    with pytest.raises(OutOfSight, match="2 of the contacts are not yours to see"):
        add(*pair, seen, by=clerk)

    assert not ConsentEvent.objects.exists()
    assert add(seen, by=clerk) == 1


def test_more_than_a_thousand_at_once_are_refused_and_not_read(django_assert_num_queries):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(1_001))

    with pytest.raises(TooMany, match="at most 1,000 contacts"), django_assert_num_queries(1):
        record_all(Contact.objects.all(), purpose=MARKETING, kind="withdrawn", channel="paper", by=None, door="api")


def test_everybody_has_an_entry_of_one_change_set(pair, admin):
    assert add(*pair, by=admin, occurred_at=MONDAY) == 2

    made = ChangeSet.objects.get(kind="consent")
    fields = ("kind", "channel", "evidence", "occurred_at", "recorded_by", "change_set")
    assert set(ConsentEvent.objects.values_list("contact", *fields)) == {
        (contact.pk, "granted", "paper", "signed at the fair", MONDAY, admin.pk, made.pk) for contact in pair
    }
    assert (made.actor, made.door) == (admin, "api")
    assert Contact.objects.filter(consent_given=True, consent_date=MONDAY).count() == 2


def test_entry_dated_ahead_does_not_outrank_a_later_withdrawal(pair):
    add(*pair, occurred_at=timezone.now() + timedelta(days=365))

    add(*pair, kind="withdrawn")

    assert not Contact.objects.filter(email_opt_in=True).exists()


def test_number_of_queries_does_not_grow_with_the_number_of_people(pair):
    three = [*pair, make_contact()]
    with CaptureQueriesContext(connection) as of_one:
        add(three[0])

    with CaptureQueriesContext(connection) as of_three:
        add(*three)

    assert len(of_three) == len(of_one)


def test_full_is_every_purpose_that_takes_consent(pair):
    Purpose.objects.create(key="invoices", name="Invoices", lawful_basis="contract")

    assert add(*pair, purpose="full") == 2

    said = ConsentEvent.objects.order_by().values_list("contact", "purpose__key")
    assert set(said) == {(each.pk, key) for each in pair for key in ("email_marketing", "data_processing")}


def test_article_21_one_who_objected_refuses_the_grant_of_all(pair):
    add(pair[0], kind="objected", evidence="")

    with pytest.raises(ObjectingAmongThem, match="1 of the people have objected"):
        add(*pair, purpose="full")

    assert ConsentEvent.objects.count() == 1
