"""Merges of the same contacts at the same time."""

from contextlib import suppress

import pytest

from contacts.exceptions import CannotMerge
from contacts.merging import merge, plan_merge, unmerge
from contacts.models import Activity, ChangeSet, Contact
from tests.concurrency import in_threads
from tests.contacts.merging.merges import DOOR
from tests.factories import make_activity, make_contact

ROUNDS = 100


def merge_now(winner: Contact, loser: Contact) -> bool:
    """Merge them if they can be merged as they are now."""
    with suppress(CannotMerge):
        merge(plan_merge(Contact.objects.get(pk=winner.pk), [Contact.objects.get(pk=loser.pk)]), by=None, door=DOOR)
        return True
    return False


def in_a_ring(people: list[Contact], rounds: int) -> None:
    """A←B, B←C, C←A and A←D at once; what could be merged is taken apart again, and so on."""
    a, b, c, d = people

    def keep_merging(winner, loser):
        def work():
            for _ in range(rounds):
                merge_now(winner, loser)

        return work

    in_threads(*(keep_merging(*pair) for pair in [(a, b), (b, c), (c, a), (a, d)]))


def require_sound(people: list[Contact]) -> None:
    """No cycle, no chain, no lost child, no address that leads nowhere."""
    rows = {contact.pk: contact for contact in Contact.objects.all()}
    ends = {pk: rows[row.merged_into_id] for pk, row in rows.items() if row.merged_into_id}
    assert all(end.is_live for end in ends.values())
    assert all(row.is_live != (pk in ends) for pk, row in rows.items())
    children = Activity.objects.values_list("contact__deleted_at", flat=True)
    assert (len(children), set(children)) == (len(people), {None})
    assert all(Contact.objects.live().with_email(contact.email).count() == 1 for contact in people)


@pytest.mark.django_db(transaction=True)
def test_contacts_that_are_merged_in_a_ring_all_lead_to_some_that_live():
    people = [make_contact() for _ in range(4)]
    for contact in people:
        make_activity(contact)

    in_a_ring(people, 5)

    require_sound(people)
    # Once A was merged into C, nobody merges D any more.
    assert Contact.objects.live().count() in (1, 2)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_threads_merge_a_hundred_rings():
    everybody = []
    for _ in range(ROUNDS):
        people = [make_contact() for _ in range(4)]
        everybody += people
        for contact in people:
            make_activity(contact)

        in_a_ring(people, 1)

    require_sound(everybody)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_threads_merge_and_unmerge_the_same_four_contacts():
    people = [make_contact() for _ in range(4)]
    for contact in people:
        make_activity(contact)
    a, b, c, d = people

    def work(winner, loser):
        def merge_and_unmerge():
            for _ in range(ROUNDS // 4):
                if merge_now(winner, loser):
                    unmerge(winner, by=None, door=DOOR)

        return merge_and_unmerge

    in_threads(*(work(*pair) for pair in [(a, b), (b, c), (c, a), (a, d)]))

    require_sound(people)
    assert ChangeSet.objects.filter(kind="merge").exists()
