"""Whatever is done to contacts, in whatever order: members are those whom the filter means."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.deletion import delete, restore
from contacts.exceptions import Refused
from contacts.filters import matching, parse
from contacts.history import undo
from contacts.lists import follow_changes, make_dynamic_list, refresh
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Company, Contact, ContactList, ContactTag, Deal, Stage, Tag
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
DOOR = ChangeSet.Door.COMMAND
usual = settings(deadline=None, suppress_health_check=list(HealthCheck))
briefly = settings(usual, max_examples=15, derandomize=True)
at_length = settings(usual, max_examples=400)

FILTERS = {
    "Romans": [{"field": "city", "operator": "equals", "value": "Rome"}],
    "Busy": [{"field": "activities.count", "operator": "at_least", "value": 1}],
    "At work in Rome": [{"field": "company.city", "operator": "equals", "value": "Rome"}],
    "Tagged": [{"field": "tags", "operator": "is_set"}],
    "Buyers": [{"field": "deals.sum", "operator": "greater_than", "value": 10,
                "where": [{"field": "outcome", "operator": "equals", "value": "won"}]}],
    "Nobody's Roman": [{"field": "lists", "operator": "equals", "value": "Romans"},
                       {"not": {"field": "lists", "operator": "equals", "value": "Tagged"}}],
}  # fmt: skip

DEEDS = [
    "move", "tag", "untag", "call", "sell", "lose", "hire", "relocate", "delete", "restore", "merge", "undo", "create",
    "refresh",
]  # fmt: skip
deeds = st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 3))


def move(contact, other):
    Contact.objects.filter(pk=contact.pk).update(city="" if contact.city else "Rome")


def tag(contact, other):
    ContactTag.objects.get_or_create(contact=contact, tag=Tag.objects.get())


def untag(contact, other):
    contact.contact_tags.all().delete()


def call(contact, other):
    make_activity(contact, occurred_at=NOW)


def sell(contact, other):
    make_deal(contact, amount=20, stage=Stage.objects.filter(outcome="won").first())


def lose(contact, other):
    Deal.objects.filter(contact=contact).update(stage=Stage.objects.filter(outcome="lost").first())


def hire(contact, other):
    Contact.objects.filter(pk=contact.pk).update(company=Company.objects.get())


def relocate(contact, other):
    company = Company.objects.get()
    Company.objects.update(city="" if company.city else "Rome")


def create(contact, other):
    make_contact(city="Rome")


def take_back(given):
    """Undo the newest act; not what was there before all acts, for that would delete lists."""
    if newest := ChangeSet.objects.exclude(kind="refresh").exclude(pk__in=given).first():
        undo(newest, by=None, door=DOOR)


def perform(deed, contact, other, given):
    """One act, in a change set of its own; what is refused is left. `given` are the change sets before all acts."""
    own = {
        "delete": lambda: delete(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR),
        "restore": lambda: restore(Contact.objects.filter(pk=contact.pk), by=None, door=DOOR),
        "merge": lambda: merge(plan_merge(contact, [other]), by=None, door=DOOR),
        "undo": lambda: take_back(given),
        "refresh": lambda: refresh(ContactList.objects.get(name="Busy"), now=NOW, by=None, door=DOOR),
    }
    try:
        with transaction.atomic():
            if deed in own:
                own[deed]()
            else:
                with booked():
                    globals()[deed](contact, other)
    except Refused:
        return


def lists_follow(work, every):
    with transaction.atomic():
        people = [make_contact(city=city) for city in ("Rome", "Rome", "", "")]
        make_tag()
        make_company()
        lists = [make_dynamic_list(name, given, by=None, door=DOOR) for name, given in FILTERS.items()]
        given = list(ChangeSet.objects.values_list("pk", flat=True))
        for n, (deed, one, another) in enumerate(work):
            perform(deed, Contact.objects.get(pk=people[one].pk), Contact.objects.get(pk=people[another].pk), given)
            if n % every == 0:
                follow_changes(now=NOW)
        follow_changes(now=NOW)

        wrong = {
            each.name
            for each in lists
            if set(Contact.objects.filter(list_members__list=each)) != set(matching(parse(each.filters), now=NOW))
        }
        assert wrong == set()
        assert [refresh(each, now=NOW, by=None, door=DOOR).joined for each in lists] == [0] * len(lists)
        transaction.set_rollback(True)


@briefly
@given(work=st.lists(deeds, max_size=8), every=st.integers(1, 4))
def test_members_are_those_whom_the_filter_means(work, every):
    lists_follow(work, every)


@pytest.mark.slow
@at_length
@given(work=st.lists(deeds, max_size=15), every=st.integers(1, 4))
def test_members_are_those_whom_the_filter_means_at_length(work, every):
    lists_follow(work, every)
