"""Who is changed is judged anew by the lists that ask about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts import lists
from contacts.deletion import delete, restore
from contacts.history import plan_undo, timeline, undo
from contacts.lists import changes as following
from contacts.lists import explain, follow_changes, refresh
from contacts.merging import merge, plan_merge
from contacts.models import ChangedContact, ChangeSet, Company, Contact, ContactTag, Deal, ListBuild, Stage
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_deal,
    make_list,
    make_tag,
)

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND
IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}


def built(*leaves, **fields):
    contact_list = make_list(*leaves, **fields)
    refresh(contact_list, now=timezone.now(), by=None, door=DOOR)
    follow()
    return contact_list


def follow():
    return follow_changes(now=timezone.now())


def members(contact_list):
    return set(Contact.objects.filter(list_members__list=contact_list))


def change(contact, **columns):
    with booked() as made:
        Contact.objects.filter(pk=contact.pk).update(**columns)
    return made


@pytest.fixture(autouse=True)
def _usual_segments_are_built():
    follow()


def test_nothing_is_noted_that_no_list_asks_about():
    contact = make_contact()
    built(IN_ROME)
    ChangedContact.objects.all().delete()

    change(contact, department="Sales")

    assert list(ChangedContact.objects.values_list("source")) == []


def test_change_is_followed_by_the_change_set_that_made_it():
    contact, contact_list = make_contact(), built(IN_ROME)
    before = ChangeSet.objects.count()

    made = change(contact, city="Rome")
    follow()

    explained = explain(contact, contact_list, now=timezone.now())
    assert members(contact_list) == {contact}
    assert [(flip.joined, flip.change_set) for flip in explained.flips] == [(True, made)]
    assert (ChangeSet.objects.count(), ListBuild.objects.get(list=contact_list).size) == (before + 1, 1)


def test_manual_lists_follow_no_changes():
    contact, contact_list = make_contact(), built(IN_ROME, schedule="manual")

    change(contact, city="Rome")
    follow()

    assert members(contact_list) == set()


def test_everything_that_a_list_asks_about_is_followed():
    won = Stage.objects.filter(outcome="won").first()
    tag, company, contact = make_tag(), make_company(), make_contact()
    asked = {
        "tag": built({"field": "tags", "operator": "equals", "value": str(tag.pk)}),
        "company": built({"field": "company.city", "operator": "equals", "value": "rome"}),
        "activity": built({"field": "activities.count", "operator": "at_least", "value": 1}),
        "address": built({"field": "emails", "operator": "contains", "value": "home"}),
        "stage": built(
            {
                "field": "deals.sum",
                "operator": "greater_than",
                "value": 5,
                "where": [{"field": "outcome", "operator": "equals", "value": "won"}],
            }
        ),
    }
    on = lambda: {name for name, each in asked.items() if members(each) == {contact}}  # noqa: E731
    change(contact, company=company)
    follow()
    assert on() == set()

    with booked():
        ContactTag.objects.create(contact=contact, tag=tag)
        Company.objects.update(city="Rome")
        contact.emails.create(email="her@home.example")
    make_activity(contact)
    make_deal(contact, amount=10, stage=Stage.objects.filter(outcome="open").first())
    follow()
    assert on() == {"tag", "company", "activity", "address"}

    with booked():
        Deal.objects.update(stage=won)
    follow()
    assert on() == {"tag", "company", "activity", "address", "stage"}

    Stage.objects.filter(pk=won.pk).update(outcome="lost")
    delete(Company.objects.all(), by=None, door=DOOR)
    follow()
    assert on() == {"tag", "activity", "address"}


def test_lists_that_ask_for_lists_follow():
    contact, first = make_contact(), built(IN_ROME)
    second = built({"field": "lists", "operator": "equals", "value": str(first.pk)})
    third = built({"not": {"field": "lists", "operator": "equals", "value": str(second.pk)}})

    change(contact, city="Rome")
    follow()

    assert [members(each) for each in (first, second, third)] == [{contact}, {contact}, set()]


def test_deletion_restoring_and_merging_are_followed():
    winner, loser, contact_list = make_contact(), make_contact(city="Rome"), built(IN_ROME)

    delete(Contact.objects.filter(pk=loser.pk), by=None, door=DOOR)
    follow()
    assert members(contact_list) == set()

    restore(Contact.objects.filter(pk=loser.pk), by=None, door=DOOR)
    follow()
    assert members(contact_list) == {loser}

    winner.refresh_from_db()
    loser.refresh_from_db()
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    follow()
    assert members(contact_list) == {winner}

    merged = ChangeSet.objects.filter(kind=ChangeSet.Kind.MERGE).get()
    plan = undo(merged, by=None, door=DOOR)
    follow()
    assert (plan.conflicts, plan.obstacles, members(contact_list)) == ((), (), {loser})


def test_undo_leaves_what_follows_to_the_filter():
    contact, contact_list = make_contact(), built(IN_ROME)
    made = change(contact, city="Rome")
    follow()

    plan = plan_undo(made, by=None)
    undo(made, by=None, door=DOOR)
    follow()

    assert [(each.model, each.restored) for each in plan.counts] == [(Contact, 1)]
    assert members(contact_list) == set()


def test_new_list_is_built_by_the_job():
    contact, contact_list = make_contact(city="Rome"), make_list(IN_ROME)

    follow()

    assert members(contact_list) == {contact}


def test_list_with_a_new_filter_is_built_anew():
    contact, contact_list = make_contact(city="Bonn"), built(IN_ROME)

    lists.define(contact_list, [IN_ROME | {"value": "Bonn"}], by=None, door=DOOR)
    follow()

    assert members(contact_list) == {contact}


def test_very_many_changes_build_the_list_anew(monkeypatch):
    monkeypatch.setattr(following, "MOST_AT_ONCE", 2)
    contact_list, people = built(IN_ROME), [make_contact(city="Rome") for _ in range(5)]
    ListBuild.objects.filter(list=contact_list).update(seconds=60)

    follow()
    assert members(contact_list) == set()

    follow_changes(now=timezone.now() + timedelta(hours=1))
    assert members(contact_list) == set(people)
    assert ChangedContact.objects.count() == 0


def test_only_lists_that_ask_about_it_judge_and_only_those_who_changed():
    contact, contact_list = make_contact(), built(IN_ROME)
    for _ in range(10):
        make_contact(city="Rome")
    follow()

    change(contact, city="Rome")
    with CaptureQueriesContext(connection) as queries:
        follow()

    judged = [query["sql"] for query in queries if "CREATE TEMPORARY TABLE list_difference" in query["sql"]]
    assert [str(contact.pk.hex) in sql.replace("-", "") for sql in judged] == [True]
    assert contact_list.list_members.count() == 11


def test_story_tells_who_joined_by_what():
    contact, _ = make_contact(), built(IN_ROME, name="Romans")

    change(contact, city="Rome")
    follow()

    assert timeline(contact)[0].sentences == ["set City to Rome", "added the contact to the list Romans"]


def test_merge_has_the_winner_judged_by_what_the_winner_is():
    winner, loser = make_contact(city="Bonn"), make_contact(city="Rome")
    contact_list = built(IN_ROME)
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    follow()

    assert members(contact_list) == set()


def test_pin_that_a_merge_has_moved_counts():
    winner, loser = make_contact(city="Rome"), make_contact()
    contact_list = built(IN_ROME)
    lists.pin(contact_list, [loser], always=False, by=None, door=DOOR)
    merge(plan_merge(winner, [loser]), by=None, door=DOOR)
    follow()

    assert members(contact_list) == set()


def test_undone_pin_counts_no_more():
    contact, contact_list = make_contact(), built(IN_ROME)
    lists.pin(contact_list, [contact], always=True, by=None, door=DOOR)
    undo(ChangeSet.objects.first(), by=None, door=DOOR)
    follow()

    assert members(contact_list) == set()
