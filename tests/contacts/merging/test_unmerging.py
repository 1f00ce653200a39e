"""Two contacts again."""

import pytest
from django.contrib.auth.models import Permission

from contacts.exceptions import CannotUnmerge, MergedAgain, NotAllowed
from contacts.history import undo
from contacts.merging import merge_of, plan_unmerge, unmerge
from contacts.models import ChangeSet, Contact
from gdpr.erasure import anonymise
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.merging.merges import DOOR, merged
from tests.factories import booked, make_activity, make_contact, make_user

pytestmark = pytest.mark.django_db


def test_contact_that_was_never_merged_is_not_unmerged(winner):
    with pytest.raises(CannotUnmerge, match="it was never merged with another contact"):
        unmerge(winner, by=None, door=DOOR)


@pytest.mark.parametrize("who", ["winner", "loser"])
def test_contacts_are_as_they_were_whichever_of_them_is_named(winner, loser, who):
    make_activity(loser)
    before = cells()
    merged(winner, loser, address=loser, email=loser)

    plan = unmerge({"winner": winner, "loser": loser}[who], by=None, door=DOOR)

    assert (differences(before, cells()), plan.conflicts, plan.obstacles) == ({}, (), ())


@pytest.mark.parametrize("who", ["winner", "loser"])
def test_second_unmerge_writes_nothing(winner, loser, who):
    merged(winner, loser)
    unmerge(winner, by=None, door=DOOR)
    before = cells()

    plan = unmerge({"winner": winner, "loser": loser}[who], by=None, door=DOOR)

    assert (plan.changes, plan.undo, differences(before, cells())) == (0, None, {})


def test_plan_writes_nothing(winner, loser):
    merged(winner, loser)
    before = cells()

    plan = plan_unmerge(loser, by=None)

    assert (plan.total("restored"), differences(before, cells())) == (3, {})
    assert plan.as_json()["change_set"] == str(ChangeSet.objects.get(kind="merge").pk)


def test_newest_merge_into_a_contact_comes_first(winner, loser):
    earlier = make_contact()
    merged(winner, earlier)
    second = merged(winner, loser)

    assert merge_of(winner) == second
    unmerge(winner, by=None, door=DOOR)
    unmerge(winner, by=None, door=DOOR)

    assert Contact.objects.live().count() == 3


def test_older_of_two_merges_into_a_contact_can_be_taken_back_alone(winner, loser):
    earlier = make_contact()
    merged(winner, earlier)
    merged(winner, loser)

    unmerge(earlier, by=None, door=DOOR)

    assert set(Contact.objects.live()) == {winner, earlier}


def test_chain_names_the_merge_that_must_be_undone_first(winner, loser):
    earlier = make_contact()
    merged(loser, earlier)
    second = merged(winner, loser)
    before = cells()

    with pytest.raises(MergedAgain, match=f"First undo the Merge of .* \\(change set {second.pk}\\)"):
        unmerge(earlier, by=None, door=DOOR)

    assert differences(before, cells()) == {}


def test_chain_is_taken_back_link_by_link(winner, loser):
    earlier = make_contact()
    before = cells()
    merged(loser, earlier)
    merged(winner, loser)

    unmerge(loser, by=None, door=DOOR)
    unmerge(earlier, by=None, door=DOOR)

    assert differences(before, cells()) == {}


def test_earlier_merge_leaves_all_as_it_is_while_the_later_one_stands(winner, loser):
    first = merged(loser, make_contact(title="CTO"))
    merged(winner, loser)
    before = cells()

    plan = undo(first, by=None, door=DOOR)

    assert (plan.changes, differences(before, cells())) == (0, {})


def test_what_was_edited_since_is_kept_and_told(winner, loser):
    merged(winner, loser)
    with booked():
        Contact.objects.filter(pk=winner.pk).update(last_name="King", title="CTO")

    plan = unmerge(winner, by=None, door=DOOR)

    winner.refresh_from_db()
    assert (winner.last_name, winner.title) == ("King", "CTO")
    assert [(left.table.name, left.fields) for left in plan.conflicts] == [("contact", ["Last name"])]


def test_all_who_were_merged_at_once_stay_where_the_address_of_one_is_taken(winner, loser):
    third = make_contact(title="CTO")
    merged(winner, loser, third)
    with booked():
        winner.emails.filter(email=loser.email).delete()
    make_contact(email=loser.email)
    before = cells()

    plan = unmerge(winner, by=None, door=DOOR)

    assert (plan.changes, differences(before, cells())) == (0, {})
    reasons = {(left.pk, left.reason) for left in plan.obstacles if left.table.name == "contact"}
    assert reasons == {
        (loser.pk, "another contact has this address now"),
        (third.pk, "another one that was merged with it stays merged"),
        (winner.pk, "another one that was merged with it stays merged"),
    }


def test_nobody_who_was_anonymised_comes_back(winner, loser):
    merged(winner, loser)
    anonymise(Contact.objects.filter(pk=winner.pk), by=None, door=DOOR, reason="asked for")
    before = cells()

    plan = unmerge(loser, by=None, door=DOOR)

    assert (plan.changes, differences(before, cells())) == (0, {})
    assert {left.reason for left in plan.obstacles} == {"the person was anonymised"}


def test_merge_of_somebody_else_takes_the_permission_to_undo(winner, loser, admin):
    merged(winner, loser, by=admin)
    rep = make_user()

    with pytest.raises(NotAllowed, match="undo_changeset"):
        unmerge(winner, by=rep, door=DOOR)


def test_own_merge_is_taken_back_without_it(winner, loser):
    rep = make_user()
    rep.user_permissions.set(Permission.objects.filter(codename__in=["merge_contact", "change_contact"]))
    with booked():
        Contact.objects.update(owner=rep)
    merged(winner, loser, by=rep)

    unmerge(winner, by=rep, door=DOOR)

    assert set(Contact.objects.live()) == {winner, loser}
