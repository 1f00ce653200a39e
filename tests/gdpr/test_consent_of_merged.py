"""The standing of people who have several ids, because contacts were merged."""

from datetime import UTC, datetime

import pytest

from contacts.history import undo
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from gdpr.consent import record, standing, words
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

MARKETING, PROCESSING = "email_marketing", "data_processing"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DOOR = ChangeSet.Door.COMMAND


@pytest.fixture
def winner():
    return make_contact(first_name="Ada")


@pytest.fixture
def loser():
    return make_contact(first_name="A.")


def say(contact: Contact, kind: str, purpose: str = MARKETING, **fields: object) -> None:
    record(contact, purpose=purpose, kind=kind, channel="form", evidence="newsletter form", **fields)


def merged(winner: Contact, *losers: Contact) -> ChangeSet:
    known = set(ChangeSet.objects.values_list("pk", flat=True))
    contacts = [Contact.objects.get(pk=contact.pk) for contact in (winner, *losers)]
    merge(plan_merge(contacts[0], contacts[1:]), by=None, door=DOOR)
    return ChangeSet.objects.exclude(pk__in=known).get()


def take_back(made: ChangeSet) -> ChangeSet:
    return undo(made, by=None, door=DOOR).undo


def folded(contact: Contact) -> tuple[bool, bool, bool]:
    """May mail be sent, did the person consent to anything, and to the processing of data?"""
    contact = Contact.objects.get(pk=contact.pk)
    return contact.email_opt_in, contact.consent_given, contact.data_processing_consent


def test_merge_of_people_who_said_nothing_says_nothing(winner, loser):
    merged(winner, loser)

    assert folded(winner) == (True, False, False)


def test_merge_writes_no_word_of_anybody(winner, loser):
    say(loser, "withdrawn")

    merged(winner, loser)

    assert [(word.contact_id, word.kind) for word in words(winner)] == [(loser.pk, "withdrawn")]


@pytest.mark.parametrize("kind", ["withdrawn", "refused", "objected", "expired"])
def test_whoever_refused_under_one_name_has_refused(winner, loser, kind):
    say(winner, "granted")
    say(loser, kind)

    merged(winner, loser)

    assert folded(winner) == (False, False, False)
    assert [word.contact_id for word in standing(winner)] == [loser.pk]


def test_later_grant_under_another_name_does_not_outweigh_a_refusal_before_the_merge(winner, loser):
    say(loser, "refused", occurred_at=MONDAY)
    say(winner, "granted")

    merged(winner, loser)

    assert folded(winner) == (False, False, False)


def test_grant_under_either_name_counts_where_nobody_refused(winner, loser):
    say(loser, "granted", PROCESSING)

    merged(winner, loser)

    assert folded(winner) == (True, True, True)


def test_purposes_are_folded_each_by_itself(winner, loser):
    say(winner, "granted", PROCESSING)
    say(loser, "withdrawn")

    merged(winner, loser)

    assert folded(winner) == (False, True, True)


def test_grant_after_the_merge_is_said_for_all_names(winner, loser):
    say(loser, "withdrawn")
    merged(winner, loser)

    say(winner, "granted")

    assert folded(winner) == (True, True, False)


def test_grant_that_is_noted_after_the_merge_but_was_given_before_the_refusal_does_not_count(winner, loser):
    say(loser, "withdrawn")
    merged(winner, loser)

    say(winner, "granted", occurred_at=MONDAY)

    assert folded(winner) == (False, False, False)


def test_word_under_the_old_id_reaches_the_one_that_stayed(winner, loser):
    merged(winner, loser)

    say(loser, "withdrawn")

    assert folded(winner) == (False, False, False)


def test_grant_after_the_first_merge_still_counts_after_the_second(winner, loser):
    earlier = make_contact()
    say(earlier, "withdrawn")
    merged(loser, earlier)
    say(loser, "granted")

    merged(winner, loser)

    assert folded(winner) == (True, True, False)


def test_grant_of_the_winner_before_a_second_merge_is_not_said_for_the_new_loser(winner, loser):
    merged(winner, make_contact())
    say(loser, "withdrawn")
    say(winner, "granted")

    merged(winner, loser)

    assert folded(winner) == (False, False, False)


def test_after_the_unmerge_each_stands_as_before(winner, loser):
    say(winner, "granted")
    say(loser, "withdrawn")

    take_back(merged(winner, loser))

    assert (folded(winner), folded(loser)) == ((True, True, False), (False, False, False))


def test_refusal_while_they_were_one_counts_for_both_afterwards(winner, loser):
    say(loser, "granted")
    made = merged(winner, loser)
    say(winner, "withdrawn")

    take_back(made)

    assert (folded(winner), folded(loser)) == ((False, False, False), (False, False, False))


def test_grant_while_they_were_one_counts_only_for_the_one_that_stayed(winner, loser):
    made = merged(winner, loser)
    say(winner, "granted")

    take_back(made)

    assert (folded(winner), folded(loser)) == ((True, True, False), (True, False, False))


def test_refusal_after_the_unmerge_is_said_for_one_alone(winner, loser):
    take_back(merged(winner, loser))

    say(winner, "withdrawn")

    assert (folded(winner), folded(loser)) == ((False, False, False), (True, False, False))


def test_undo_of_the_unmerge_folds_them_again(winner, loser):
    say(loser, "withdrawn")
    undone = take_back(merged(winner, loser))
    say(winner, "granted")

    take_back(undone)

    assert folded(winner) == (False, False, False)
