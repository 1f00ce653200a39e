"""The segments that are there from the start."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.filters import matching, parse
from contacts.lists import SEGMENTS, TO_CLEAN, make_segments
from contacts.models import ChangeSet, ContactList, Stage
from tests.factories import make_activity, make_contact, make_deal, make_list, make_user

pytestmark = pytest.mark.django_db


def found(name):
    return set(matching(parse(SEGMENTS[name]), now=timezone.now()))


def test_base_with_lists_gets_no_others():
    make_list(type="static", deleted_at=timezone.now())

    make_segments(using="default")

    assert ContactList.objects.filter(name__in=SEGMENTS).count() == 0


def test_new_base_has_them_all():
    make_segments(using="default")

    made = ContactList.objects.filter(type="dynamic")
    assert set(made.filter(wants_cleaning=False).values_list("name", flat=True)) == set(SEGMENTS)
    assert set(made.filter(wants_cleaning=True).values_list("name", flat=True)) == set(TO_CLEAN)


def test_each_means_what_its_name_says():
    won = Stage.objects.filter(outcome="won").first()
    rich = make_contact(lifecycle_stage="customer")
    busy, quiet = make_contact(lifecycle_stage="customer", owner=make_user()), make_contact()
    make_deal(rich, amount=10_001, stage=won)
    make_deal(busy, amount=10_000, stage=won)
    make_activity(busy, occurred_at=timezone.now() - timedelta(29))
    make_activity(rich, occurred_at=timezone.now() - timedelta(89))

    assert {name: found(name) for name in SEGMENTS} == {
        "High value": {rich},
        "Active": {busy},
        "Inactive": {quiet},
        "New this month": {rich, busy, quiet},
        "Customers without owner": {rich},
    }


def test_they_are_made_by_one_change_set_that_is_done():
    make_segments(using="default")

    assert ChangeSet.objects.get().finished_at is not None
