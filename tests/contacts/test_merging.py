"""Several contacts become one."""

import pytest

from contacts.deletion import restore
from contacts.exceptions import BelongsToOthers, CannotMerge, CannotRestore
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact, ContactList
from contacts.search import search
from gdpr.consent import record
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN


@pytest.fixture
def winner():
    return make_contact(first_name="Ada", email="ada@example.com", phone="+49 30 901820", city="Berlin")


@pytest.fixture
def loser():
    return make_contact(
        first_name="A.", last_name="Lovelace", email="lovelace@example.com", phone="+49 40 1234567", postal_code="20095"
    )


def merged(winner: Contact, *losers: Contact, by=None) -> Contact:
    return merge(plan_merge(winner, losers), by=by, door=DOOR)


def test_plan_writes_nothing_and_names_what_would_happen(winner, loser):
    make_activity(loser)

    plan = plan_merge(winner, [loser])

    assert plan.gains == {"last_name": "Lovelace"}
    assert plan.moves == {"activity": 1, "e-mail address": 1}
    assert Contact.objects.live().count() == 2


@pytest.mark.parametrize(
    "others", [lambda w, o: [], lambda w, o: [w], lambda w, o: [o, o]], ids=["none", "self", "twice"]
)
def test_merge_needs_different_contacts(winner, loser, others):
    with pytest.raises(CannotMerge, match="choose between two and 20 different contacts"):
        plan_merge(winner, others(winner, loser))


def test_deleted_contact_is_not_merged(winner, loser):
    with booked():
        Contact.objects.filter(pk=loser.pk).soft_delete()
    loser.refresh_from_db()

    with pytest.raises(CannotMerge, match="was deleted meanwhile"):
        plan_merge(winner, [loser])


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
    assert list(search(Contact.objects.live(), "lovelace@example.com")) == [winner]


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


def test_custom_fields_are_filled_key_by_key(winner, loser):
    with booked():
        Contact.objects.filter(pk=winner.pk).update(custom_fields={"colour": "red"})
        Contact.objects.filter(pk=loser.pk).update(custom_fields={"colour": "blue", "size": "L"})
    winner.refresh_from_db(), loser.refresh_from_db()

    merged(winner, loser)

    winner.refresh_from_db()
    assert winner.custom_fields == {"colour": "red", "size": "L"}


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
    assert (made.actor, made.door) == (admin, "admin")


def test_contacts_of_others_are_not_merged(winner, loser):
    with pytest.raises(BelongsToOthers):
        merged(winner, loser, by=make_user())

    assert Contact.objects.live().count() == 2


def test_merge_never_loosens_consent(winner, loser):
    record(winner, purpose="email_marketing", kind="granted", channel="form", evidence="sign-up")
    record(loser, purpose="email_marketing", kind="withdrawn", channel="phone")

    merged(winner, loser)

    winner.refresh_from_db()
    assert (winner.email_opt_in, winner.consent_given) == (False, False)


def test_consent_of_the_winner_stays_where_the_losers_said_nothing(winner, loser):
    record(winner, purpose="email_marketing", kind="granted", channel="form", evidence="sign-up")

    merged(winner, loser)

    winner.refresh_from_db()
    assert (winner.email_opt_in, winner.consent_given) == (True, True)


def test_company_of_the_loser_fills_a_blank(winner):
    company = make_company()

    merged(winner, make_contact(company=company))

    winner.refresh_from_db()
    assert winner.company == company
