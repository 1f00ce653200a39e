"""The queue of pairs that wait."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.duplicates.pairs import dismiss, snooze
from contacts.duplicates.queue import pair_after, wake
from contacts.history import undo
from contacts.models import ChangeSet, Contact, DuplicatePair
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_contact, make_pair, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND


def waiting() -> list[DuplicatePair]:
    return list(DuplicatePair.objects.waiting())


def test_nothing_follows_the_last_pair(admin):
    assert pair_after(make_pair(), to=admin) is None


def test_pairs_follow_by_their_probability_and_then_by_their_ids(admin):
    one, two = sorted((make_pair(probability=0.9), make_pair(probability=0.9)), key=lambda pair: pair.pk)
    first, last = make_pair(probability=0.99), make_pair(probability=0.8)

    assert [pair_after(pair, to=admin) for pair in (first, one, two, last)] == [one, two, last, None]


@pytest.mark.parametrize("column", ["deleted_at", "restricted_at"])
def test_pair_of_a_contact_that_is_not_there_any_more_does_not_wait(column):
    pair, other = make_pair(), make_pair()

    with booked():
        Contact.objects.filter(pk=pair.high_id).update(**{column: timezone.now()})

    assert waiting() == [other]


def test_pair_is_seen_by_those_who_see_both_contacts(settings):
    settings.REPS_SEE_ALL = False
    rep = make_user()
    rep.user_permissions.set(_may_look())
    mine, also_mine, theirs = make_contact(owner=rep), make_contact(owner=rep), make_contact(owner=make_user())
    make_pair(mine, theirs)

    pair = make_pair(mine, also_mine)

    assert list(DuplicatePair.objects.visible_to(rep)) == [pair]


def test_pair_that_was_put_off_waits_again_on_its_day(admin):
    today = timezone.localdate()
    snooze(make_pair(), until=today + timedelta(days=1), by=admin)
    due = snooze(make_pair(), until=today, by=admin)

    woken = wake()

    assert (woken, waiting()) == (1, [due])


def test_pair_that_was_merged_waits_again_once_the_merge_is_undone(admin):
    pair, dismissed = make_pair(), dismiss(make_pair(), by=admin)

    made = merged(pair.low, pair.high)
    was_waiting = waiting()
    undo(made, by=admin, door=DOOR)

    assert (was_waiting, waiting()) == ([], [pair])
    dismissed.refresh_from_db()
    assert dismissed.status == "dismissed"


def _may_look():
    return Permission.objects.filter(codename="view_contact")
