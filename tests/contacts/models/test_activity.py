"""Activities, and what the contact's columns say of them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from contacts.models import Activity, Contact
from tests.concurrency import in_threads, wait_for_waiter
from tests.factories import booked, make_activity, make_contact

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)


def last(contact: Contact) -> tuple[datetime | None, datetime | None]:
    """When something last happened, and when the person was last contacted."""
    contact.refresh_from_db()
    return contact.last_activity_at, contact.last_contacted_at


def test_activity_about_nobody_is_refused():
    with pytest.raises(IntegrityError, match="activity_about_something"):
        make_activity(None)


@pytest.mark.parametrize("duration", [timedelta(seconds=-1), timedelta(hours=1_000, seconds=1)])
def test_duration_that_makes_no_sense_is_refused(duration):
    with pytest.raises(ValidationError, match="between 00:00:00 and 1000:00:00"):
        Activity(kind="call", duration=duration).clean_fields()

    with pytest.raises(IntegrityError, match="activity_duration_bounded"):
        make_activity(make_contact(), duration=duration)


def test_contact_without_activities_was_never_contacted():
    assert last(make_contact()) == (None, None)


def test_note_is_an_activity_but_no_contact():
    contact = make_contact()

    make_activity(contact, kind=Activity.Kind.NOTE, occurred_at=MONDAY)

    assert last(contact) == (MONDAY, None)


@pytest.mark.parametrize("kind", ["call", "email", "meeting"])
def test_call_email_and_meeting_contact_the_person(kind):
    contact = make_contact()

    make_activity(contact, kind=kind, occurred_at=MONDAY)

    assert last(contact) == (MONDAY, MONDAY)


def test_earlier_activity_logged_later_changes_nothing():
    contact = make_contact()
    make_activity(contact, occurred_at=TUESDAY)

    make_activity(contact, occurred_at=MONDAY)

    assert last(contact) == (TUESDAY, TUESDAY)


def test_other_contacts_are_left_alone():
    contact, other = make_contact(), make_contact()

    make_activity(contact, occurred_at=MONDAY)

    assert last(other) == (None, None)


def test_activity_that_is_dated_anew_counts_anew():
    contact = make_contact()
    activity = make_activity(contact, occurred_at=TUESDAY)

    with booked():
        Activity.objects.filter(pk=activity.pk).update(occurred_at=MONDAY)

    assert last(contact) == (MONDAY, MONDAY)


def test_call_that_turns_out_to_be_a_note_no_longer_counts_as_contact():
    contact = make_contact()
    activity = make_activity(contact, occurred_at=MONDAY)

    with booked():
        Activity.objects.filter(pk=activity.pk).update(kind=Activity.Kind.NOTE)

    assert last(contact) == (MONDAY, None)


def test_activity_that_moves_to_another_contact_counts_there():
    contact, other = make_contact(), make_contact()
    activity = make_activity(contact, occurred_at=MONDAY)

    with booked():
        Activity.objects.filter(pk=activity.pk).update(contact=other)

    assert (last(contact), last(other)) == ((None, None), (MONDAY, MONDAY))


def test_activity_that_is_deleted_no_longer_counts():
    contact = make_contact()
    make_activity(contact, occurred_at=MONDAY)
    newest = make_activity(contact, occurred_at=TUESDAY)

    with booked():
        newest.delete()

    assert last(contact) == (MONDAY, MONDAY)


def test_activity_that_is_softly_deleted_counts_again_once_restored():
    contact = make_contact()
    make_activity(contact, occurred_at=MONDAY)

    with booked():
        Activity.objects.soft_delete()
    deleted = last(contact)
    with booked():
        Activity.objects.restore()

    assert (deleted, last(contact)) == ((None, None), (MONDAY, MONDAY))


def test_many_activities_in_one_statement_touch_every_contact():
    jane, john = make_contact(), make_contact()

    with booked():
        Activity.objects.bulk_create(
            Activity(contact=contact, kind=kind, occurred_at=day)
            for contact, kind, day in [
                (jane, "call", MONDAY),
                (jane, "note", TUESDAY),
                (john, "meeting", TUESDAY),
            ]
        )

    assert (last(jane), last(john)) == ((TUESDAY, MONDAY), (TUESDAY, TUESDAY))


@pytest.mark.django_db(transaction=True)
def test_two_activities_at_once_both_count():
    contact = make_contact()
    called = threading.Event()

    def by_phone():
        with transaction.atomic():
            make_activity(contact, occurred_at=TUESDAY)
            called.set()
            wait_for_waiter()

    def by_note():
        called.wait(10)
        make_activity(contact, kind=Activity.Kind.NOTE, occurred_at=MONDAY)

    in_threads(by_phone, by_note)

    assert last(contact) == (TUESDAY, TUESDAY)
