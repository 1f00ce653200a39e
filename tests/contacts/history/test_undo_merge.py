"""Undo of a merge: the contacts live again, each with what it had."""

import pytest

from contacts.merging import merge, plan_merge
from contacts.models import Activity, ChangeSet, Contact, ContactList
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.history.undos import DOOR, cannot, stays, undone
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_deal,
    make_tag,
    make_task,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def winner():
    return make_contact(first_name="Ada", email="ada@example.com", custom_fields={"colour": "red"})


@pytest.fixture
def loser():
    return make_contact(
        last_name="Lovelace",
        email="lovelace@example.com",
        phone="+49 40 1234567",
        company=make_company(),
        custom_fields={"size": "L"},
    )


@pytest.fixture
def before(winner, loser):
    """All that both have, as it was before the merge."""
    tag, other = make_tag(), make_tag()
    make_activity(loser), make_task(loser), make_deal(loser), make_activity(winner)
    with booked():
        newsletter = ContactList.objects.create(name="Newsletter")
        for contact in (winner, loser):
            contact.contact_tags.create(tag=tag)
            contact.list_members.create(list=newsletter)
            contact.phones.create(number="030 901820")
            contact.emails.create(email=f"{contact.email}.old")
            contact.external_ids.create(system="shop", value=contact.email)
        loser.contact_tags.create(tag=other)
    return cells()


@pytest.fixture
def made(before, winner, loser):
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    return ChangeSet.objects.get(kind="merge")


def test_both_are_as_they_were(before, made):
    plan = undone(made)

    assert (differences(before, cells()), stays(plan), cannot(plan)) == ({}, [], [])


def test_undo_of_the_undo_merges_them_again(before, made):
    merged = cells()

    undone(undone(made).undo)

    assert differences(merged, cells()) == {}


def test_second_undo_changes_nothing(before, made):
    undone(made)

    plan = undone(made)

    assert (plan.undo, differences(before, cells())) == (None, {})


def test_what_was_noted_since_stays_with_the_one_that_stayed(made, winner, loser, sales_rep):
    with booked(by=sales_rep):
        noted = Activity.objects.create(contact=winner, kind="call")
        Contact.objects.filter(pk=winner.pk).update(last_name="King")

    plan = undone(made)

    noted.refresh_from_db(), winner.refresh_from_db(), loser.refresh_from_db()
    assert (noted.contact, winner.last_name, loser.is_live) == (winner, "King", True)
    assert stays(plan) == [("contact", ["Last name"], "was edited since", "Sam")]


def test_contact_whose_address_another_one_has_by_now_stays_merged_with_all_it_had(made, winner, loser):
    with booked():
        winner.emails.filter(email="lovelace@example.com").delete()
    make_contact(email="lovelace@example.com")

    plan = undone(made)

    loser.refresh_from_db(), winner.refresh_from_db()
    assert (loser.merged_into, Activity.objects.filter(contact=winner).count()) == (winner, 2)
    assert (winner.last_name, winner.custom_fields) == ("Lovelace", {"colour": "red", "size": "L"})
    kept = {(table, frozenset(fields), reason) for table, fields, reason in cannot(plan)}
    gained = frozenset({"Last name", "Phone", "Company", "Custom fields"})
    assert ("contact", gained, "another one that was merged with it stays merged") in kept
    assert ("contact", ["Deleted at", "Merged into"], "another contact has this address now") in cannot(plan)
    assert ("activity", ["Contact"], "the contact that it belonged to is deleted") in cannot(plan)


def test_address_that_became_the_winner_s_main_one_keeps_the_loser_away(made, winner, loser):
    with booked():
        Contact.objects.filter(pk=winner.pk).update(email="lovelace@example.com")

    plan = undone(made)

    loser.refresh_from_db(), winner.refresh_from_db()
    assert (loser.is_live, winner.email) == (False, "lovelace@example.com")
    assert ("contactemail", ["Main address"], "was edited since", "Command line") in stays(plan)


def test_loser_has_its_address_though_somebody_removed_it_from_the_winner(made, winner, loser):
    with booked():
        winner.emails.filter(is_primary=False).delete()

    undone(made)

    assert list(loser.emails.values_list("email", "is_primary", "live")) == [("lovelace@example.com", True, True)]


def test_those_who_had_been_merged_into_the_loser_lead_to_it_again(winner, loser):
    earlier = make_contact()
    merge(plan_merge(loser, [earlier]), by=None, door=DOOR)
    first = ChangeSet.objects.get(kind="merge")
    between = cells()
    loser.refresh_from_db()
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    second = ChangeSet.objects.filter(kind="merge").exclude(pk=first.pk).get()

    undone(second)

    assert differences(between, cells()) == {}


def test_earlier_merge_cannot_be_undone_before_the_later_one(winner, loser):
    earlier = make_contact()
    merge(plan_merge(loser, [earlier]), by=None, door=DOOR)
    first = ChangeSet.objects.get(kind="merge")
    loser.refresh_from_db()
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)

    plan = undone(first)

    earlier.refresh_from_db()
    assert (plan.changes, earlier.merged_into, earlier.is_live) == (0, winner, False)
    again = "was merged once more since: undo that merge first"
    assert ("contact", ["Deleted at", "Merged into"], again, "Command line") in stays(plan)
