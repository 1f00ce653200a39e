"""Carrying a merge out."""

import pytest
from django.contrib.auth.models import Permission

from contacts.deletion import restore
from contacts.exceptions import BelongsToOthers, CannotMerge, CannotRestore, NotAllowed
from contacts.merging import merge, plan_merge
from contacts.models import Activity, ChangeSet, Contact, ContactList, Tag, Task
from contacts.search import matching
from tests.contacts.merging.merges import DOOR, merged
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("changed", ["winner", "loser"])
def test_contact_that_changed_since_the_plan_is_not_merged(winner, loser, changed):
    plan = plan_merge(winner, [loser])
    with booked():
        Contact.objects.filter(pk={"winner": winner, "loser": loser}[changed].pk).update(title="CTO")

    with pytest.raises(CannotMerge, match="was changed meanwhile"):
        merge(plan, by=None, door=DOOR)

    assert Contact.objects.live().count() == 2


def test_merge_fills_blanks_and_overwrites_nothing(winner, loser):
    merged(winner, loser)

    winner.refresh_from_db()
    assert (winner.first_name, winner.last_name, winner.email) == ("Ada", "Lovelace", "ada@example.com")
    # An address is taken whole or not at all.
    assert (winner.city, winner.postal_code) == ("Berlin", "")
    assert [phone.number for phone in winner.phones.all()] == ["+49 40 1234567"]


def test_activities_tasks_and_deals_follow(winner, loser):
    rows = [make_activity(loser), make_task(loser), make_deal(loser)]

    merged(winner, loser)

    for row in rows:
        row.refresh_from_db()
    assert {row.contact for row in rows} == {winner}
    winner.refresh_from_db()
    assert winner.last_contacted_at == rows[0].occurred_at


def test_every_address_finds_the_winner(winner, loser):
    third = make_contact(email="third@example.com")

    merged(winner, loser, third)

    assert {(row.email, row.is_primary, row.live) for row in winner.emails.all()} == {
        ("ada@example.com", True, True),
        ("lovelace@example.com", False, True),
        ("third@example.com", False, True),
    }
    assert list(matching(Contact.objects.live(), "lovelace@example.com", to=None)) == [winner]


def test_tags_and_lists_that_both_have_stay_single(winner, loser):
    tag, other = make_tag(), make_tag()
    with booked():
        members = ContactList.objects.create(name="Newsletter")
        for contact in (winner, loser):
            contact.contact_tags.create(tag=tag)
            contact.list_members.create(list=members)
        loser.contact_tags.create(tag=other)

    merged(winner, loser)

    assert set(winner.tags.all()) == {tag, other}
    assert winner.list_members.count() == 1
    assert loser.contact_tags.count() == 0


def test_loser_leads_to_the_winner_and_so_do_those_merged_into_it_before(winner, loser):
    earlier = make_contact()
    merged(loser, earlier)
    loser.refresh_from_db()

    merged(winner, loser)

    earlier.refresh_from_db(), loser.refresh_from_db()
    assert earlier.merged_into == loser.merged_into == winner
    assert not loser.is_live


def test_merged_contact_is_not_restored(winner, loser):
    merged(winner, loser)

    with pytest.raises(CannotRestore, match="It was merged into another contact"):
        restore(Contact.objects.filter(pk=loser.pk), by=None, door=DOOR)


def test_merge_is_one_change_set_of_its_kind(winner, loser, admin):
    make_activity(loser)

    merged(winner, loser, by=admin)

    made = ChangeSet.objects.get(kind="merge")
    assert (made.actor, made.door) == (admin, "command")


def test_merge_takes_its_permission(winner, loser):
    with pytest.raises(NotAllowed, match="merge_contact"):
        merged(winner, loser, by=make_user())

    assert Contact.objects.live().count() == 2


def test_contacts_of_others_are_not_merged(winner, loser):
    rep = make_user()
    rep.user_permissions.set(Permission.objects.filter(codename__in=["merge_contact", "change_contact"]))
    with booked():
        Contact.objects.filter(pk=winner.pk).update(owner=rep)

    with pytest.raises(BelongsToOthers):
        merged(winner, loser, by=rep)

    assert Contact.objects.live().count() == 2


def test_company_of_the_loser_fills_a_blank(winner):
    company = make_company()

    merged(winner, make_contact(company=company))

    winner.refresh_from_db()
    assert winner.company == company


def test_chosen_main_address_is_the_main_one_and_the_former_stays(winner, loser):
    merged(winner, loser, email=loser)

    winner.refresh_from_db()
    assert winner.email == "lovelace@example.com"
    assert set(winner.emails.values_list("email", "is_primary", "live")) == {
        ("ada@example.com", False, True),
        ("lovelace@example.com", True, True),
    }


def test_numbers_of_all_are_kept_once(winner, loser):
    make_third = make_contact(phone="030 901820", mobile="040 1234567", country="DE")

    merged(winner, loser, make_third, phone=loser)

    winner.refresh_from_db()
    assert (winner.phone, [row.number for row in winner.phones.all()]) == ("+49 40 1234567", ["+49 30 901820"])


def test_ids_in_other_systems_lead_to_the_winner(winner, loser):
    with booked():
        winner.external_ids.create(system="shop", value="7")
        loser.external_ids.create(system="shop", value="8")

    merged(winner, loser)

    assert {str(each) for each in winner.external_ids.all()} == {"shop:7", "shop:8"}


def test_label_that_several_losers_have_is_kept_once_since_the_first(winner, loser):
    tag, third = make_tag(), make_contact()
    with booked():
        first = loser.contact_tags.create(tag=tag)
        third.contact_tags.create(tag=tag)

    merged(winner, third, loser)

    assert list(winner.contact_tags.all()) == [first]


def test_deleted_rows_follow_too(winner, loser):
    activity = make_activity(loser)
    with booked():
        Activity.objects.filter(pk=activity.pk).soft_delete()

    merged(winner, loser)

    assert list(winner.activities.all()) == [activity]


@pytest.mark.parametrize("losers", [1, 5])
def test_merge_takes_as_many_queries_for_a_thousand_rows_as_for_three(losers, django_assert_max_num_queries):
    few, many = ([make_contact() for _ in range(losers + 1)] for _ in range(2))
    for people, rows in ((few, 1), (many, 1_000 // losers)):
        give_rows(people[1:], rows)
        give_rows(people[:1], 1)
    plans = [plan_merge(people[0], people[1:]) for people in (few, many)]

    with django_assert_max_num_queries(80) as for_few:
        merge(plans[0], by=None, door=DOOR)
    with django_assert_max_num_queries(80) as for_many:
        merge(plans[1], by=None, door=DOOR)

    assert len(for_few) == len(for_many)


def give_rows(contacts, each: int) -> None:
    with booked():
        for contact in contacts:
            Activity.objects.bulk_create(Activity(contact=contact, kind="note") for _ in range(each))
            Task.objects.bulk_create(Task(contact=contact, title="Call") for _ in range(each))
            contact.phones.create(number=f"+49 30 {contact.pk.int % 1_000_000}")
            contact.contact_tags.create(tag=Tag.objects.get_or_create(name="VIP")[0])
