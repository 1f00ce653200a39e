"""Undo while others write."""

import threading

import pytest

from contacts.models import Activity, ChangeSet, Contact, ContactTag
from gdpr.erasure import anonymise
from tests.concurrency import in_threads, wait_for_waiter
from tests.contacts.history.undos import DOOR, cannot, stays, undone
from tests.factories import booked, make_activity, make_contact, make_tag

pytestmark = pytest.mark.django_db(transaction=True)


def undo_during(work, made):
    """Undo once the work is done, and have the work wait with its end until the undo waits for it."""
    ready, plans = threading.Event(), []

    def first():
        with booked():
            work()
            ready.set()
            wait_for_waiter()

    def second():
        ready.wait(60)
        plans.append(undone(made))

    in_threads(first, second)
    return plans[0]


@pytest.fixture
def contact():
    return make_contact(title="CTO", email="ada@example.com")


@pytest.fixture
def made(contact):
    with booked() as change_set:
        Contact.objects.update(title="CEO", city="Ulm")
    return change_set


def test_edit_under_way_is_not_lost(contact, made):
    plan = undo_during(lambda: Contact.objects.update(title="Boss"), made)

    contact.refresh_from_db()
    assert (contact.title, contact.city, len(stays(plan))) == ("Boss", "", 1)


def test_activity_that_comes_in_meanwhile_keeps_a_new_contact():
    with booked() as made:
        contact = Contact.objects.create(email="ada@example.com", source="form")

    undo_during(lambda: Activity.objects.create(contact=contact, kind="call"), made)

    contact.refresh_from_db()
    assert contact.is_live


def test_activity_that_is_edited_meanwhile_does_not_deadlock(contact):
    activity = make_activity(contact, subject="One")
    with booked() as made:
        Activity.objects.update(subject="Two")
        Contact.objects.update(title="CEO")

    undo_during(lambda: Activity.objects.update(subject="Three"), made)

    activity.refresh_from_db(), contact.refresh_from_db()
    assert (activity.subject, contact.title) == ("Three", "CTO")


def test_address_that_is_taken_meanwhile_stays_with_whoever_took_it(contact):
    with booked() as made:
        Contact.objects.all().soft_delete()

    plan = undo_during(lambda: make_contact(email="ada@example.com"), made)

    contact.refresh_from_db()
    assert (contact.is_live, Contact.objects.live().count()) == (False, 1)
    assert cannot(plan) == [("contact", ["Deleted at"], "another contact has this address now")]


def test_tag_that_is_added_again_meanwhile_is_there_once(contact):
    tag = make_tag()
    with booked():
        contact.contact_tags.create(tag=tag)
    with booked() as made:
        contact.contact_tags.all().delete()

    undo_during(lambda: contact.contact_tags.create(tag=tag), made)

    assert ContactTag.objects.count() == 1


def test_person_who_is_anonymised_meanwhile_gets_nothing_back(contact):
    with booked():
        contact.phones.create(number="030 901820")
    with booked() as made:
        contact.phones.all().delete()

    def erase():
        anonymise(Contact.objects.all(), by=None, door=DOOR, reason="asked for")

    undo_during(erase, made)

    assert contact.phones.count() == 0


def test_two_undos_of_one_change_set_are_one(contact, made):
    in_threads(lambda: undone(made), lambda: undone(made))

    contact.refresh_from_db()
    assert (contact.title, ChangeSet.objects.filter(kind="undo").count()) == ("CTO", 1)
