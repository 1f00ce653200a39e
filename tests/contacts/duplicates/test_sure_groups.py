"""Which groups of duplicates are merged without looking at each."""

import pytest
from django.contrib.auth.models import Group

from contacts.duplicates import sure_groups
from contacts.duplicates.pairs import dismiss
from contacts.duplicates.sure_groups import MOST_IN_GROUP, LeftOut, least_threshold, plan_sure, samples
from contacts.exceptions import NotAllowed
from contacts.models import ChangeSet, DuplicateMark
from tests.factories import make_contact, make_pair, make_user

pytestmark = pytest.mark.django_db


def compared(*pairs) -> None:
    """As after a search: no contact was changed since."""
    DuplicateMark.objects.all().delete()


def test_base_without_pairs_has_no_groups(admin):
    plan = plan_sure(0.99, by=admin)

    assert (plan.groups, plan.left_out, samples(plan)) == ((), {}, [])


def test_plan_takes_the_permission_to_merge():
    with pytest.raises(NotAllowed):
        plan_sure(0.99, by=make_user())


def test_pairs_below_the_threshold_are_not_merged(admin):
    compared(make_pair(probability=0.98))

    assert plan_sure(0.99, by=admin).groups == ()


def test_threshold_is_never_below_that_of_the_model(admin):
    compared(make_pair(probability=least_threshold() - 0.01))

    plan = plan_sure(0.1, by=admin)

    assert (plan.threshold, plan.groups) == (least_threshold(), ())


def test_oldest_contact_of_a_group_stands_first(admin):
    old, young = make_contact(), make_contact()
    compared(make_pair(young, old))

    plan = plan_sure(0.99, by=admin)

    assert [group.ids for group in plan.groups] == [(old.pk, young.pk)]
    assert (plan.contacts, plan.pairs) == (2, 1)


def test_chain_of_pairs_is_no_group(admin):
    one, two, three = make_contact(), make_contact(), make_contact()
    compared(make_pair(one, two, probability=0.999), make_pair(two, three, probability=0.998))

    plan = plan_sure(0.99, by=admin)

    assert [group.ids for group in plan.groups] == [(one.pk, two.pk)]


def test_pairs_that_are_less_probable_speak_against_a_group(admin):
    one, two, three = make_contact(), make_contact(), make_contact()
    compared(make_pair(one, two), make_pair(two, three, probability=0.994), make_pair(one, three, probability=0.98))

    plan = plan_sure(0.99, by=admin)

    assert [group.ids for group in plan.groups] == [(one.pk, two.pk)]


def test_group_of_a_contact_that_was_changed_since_it_was_compared_is_left_out(admin):
    compared(pair := make_pair())
    DuplicateMark.objects.create(contact=pair.high)

    plan = plan_sure(0.99, by=admin)

    assert (plan.groups, plan.left_out) == ((), {LeftOut.CHANGED: 1})


def test_group_of_others_is_left_out():
    rep = make_user()
    rep.groups.add(Group.objects.get(name="Sales rep"))
    compared(make_pair(make_contact(owner=rep), make_contact(owner=make_user())))

    plan = plan_sure(0.99, by=rep)

    assert (plan.groups, plan.left_out) == ((), {LeftOut.NOT_YOURS: 1})


def test_group_of_which_two_were_taken_for_different_people_is_left_out(admin):
    contacts = [make_contact() for _ in range(6)]
    pairs = [make_pair(one, other) for place, one in enumerate(contacts) for other in contacts[:place]]
    dismiss(pairs[0], by=admin)
    compared()

    plan = plan_sure(0.7, by=admin)

    assert (plan.groups, plan.left_out) == ((), {LeftOut.DECIDED: 1})


def test_large_group_is_left_out(admin):
    contacts = [make_contact() for _ in range(MOST_IN_GROUP + 1)]
    for place, one in enumerate(contacts):
        for other in contacts[:place]:
            make_pair(one, other)
    compared()

    plan = plan_sure(0.99, by=admin)

    assert (plan.groups, plan.left_out) == ((), {LeftOut.LARGE: 1})


def test_of_many_pairs_the_surest_come_first_and_those_among_the_same_contacts(admin, monkeypatch):
    monkeypatch.setattr(sure_groups, "MOST_PAIRS", 2)
    one, two, three, four, five = (make_contact() for _ in range(5))
    compared(make_pair(one, two, probability=0.9999), make_pair(two, three, probability=0.9998))
    compared(make_pair(one, three, probability=0.9), make_pair(four, five, probability=0.999))

    plans = [plan_sure(threshold, by=admin) for threshold in (0.99, 0.9, 0.9998)]

    assert [[group.ids for group in plan.groups] for plan in plans] == [
        [(one.pk, two.pk)],
        [(one.pk, two.pk, three.pk)],
        [(one.pk, two.pk)],
    ]
    assert [plan.is_all for plan in plans] == [False, False, True]


def test_samples_tell_who_and_why(admin):
    compared(pair := make_pair())

    [sample] = samples(plan_sure(0.99, by=admin))

    assert ({*sample.contacts}, sample.pairs) == ({pair.low, pair.high}, [pair])


def test_plan_takes_the_same_queries_whatever_the_number_of_groups(admin, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            compared(make_pair())
        with django_assert_num_queries(8):
            samples(plan_sure(0.99, by=admin))


def test_fingerprint_changes_with_the_contacts(admin):
    compared(make_pair())
    before = plan_sure(0.99, by=admin).fingerprint

    same = plan_sure(0.99, by=admin).fingerprint
    compared(make_pair())
    after = plan_sure(0.99, by=admin).fingerprint

    assert (same == before, after == before) == (True, False)
    assert not ChangeSet.objects.filter(kind="merge").exists()
