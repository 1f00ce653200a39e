"""Pasted addresses, and whom they mean."""

import pytest
from django.contrib.auth.models import Group

from contacts.exceptions import BelongsToOthers, FollowsFilter, NotAllowed, PlanOutdated, TooManyAddresses
from contacts.history import undo
from contacts.lists import apply_paste, plan_paste
from contacts.lists.pasting import MOST
from contacts.models import ChangeSet, Contact, ContactEmail, ContactList
from tests.factories import booked, make_contact, make_list, make_user

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.ADMIN


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


def put(contact_list, text, *, by):
    paste = plan_paste(contact_list, text, by=by)
    return apply_paste(contact_list, paste, shown=paste.fingerprint, by=by, door=DOOR)


def test_dynamic_list_takes_nobody(admin):
    with pytest.raises(FollowsFilter):
        plan_paste(make_list({"field": "city", "operator": "is_set"}), "a@example.com", by=admin)


def test_too_many_addresses_are_refused(admin, friends):
    with pytest.raises(TooManyAddresses):
        plan_paste(friends, " ".join(f"p{n}@example.com" for n in range(MOST + 1)), by=admin)


def test_text_without_addresses_means_nobody(admin, friends):
    paste = plan_paste(friends, "Dear all,\nthank you!", by=admin)

    assert (paste.new, paste.held, paste.unknown, paste.unreadable) == ({}, (), (), ())


def test_who_may_not_add_members_is_refused(friends):
    make_contact(email="ann@example.com")
    user = make_user(is_superuser=True)
    paste = plan_paste(friends, "ann@example.com", by=user)

    with pytest.raises(NotAllowed):
        apply_paste(friends, paste, shown=paste.fingerprint, by=make_user(), door=DOOR)
    assert not friends.list_members.exists()


def test_contacts_of_others_stay_where_they_are(friends, sales_rep):
    sales_rep.groups.add(Group.objects.get(name="Sales rep"))
    make_contact(email="ann@example.com", owner=make_user())

    with pytest.raises(BelongsToOthers):
        put(friends, "ann@example.com", by=sales_rep)


def test_contacts_that_somebody_may_not_see_are_not_found(friends, sales_rep, settings):
    settings.REPS_SEE_ALL = False
    sales_rep.groups.add(Group.objects.get(name="Sales rep"))
    make_contact(email="ann@example.com", owner=make_user())

    assert plan_paste(friends, "ann@example.com", by=sales_rep).unknown == ("ann@example.com",)


def test_each_address_is_found_not_found_or_unreadable(admin, friends):
    ann, bob = make_contact(email="ann@example.com"), make_contact(email="bob@example.com")
    with booked():
        ContactEmail.objects.create(contact=ann, email="ann@home.example")
    put(friends, "bob@example.com", by=admin)

    paste = plan_paste(
        friends, 'Ann <ANN@example.com>; "Bob" <bob@example.com>,\nann@home.example|cy@example.com x@@y @', by=admin
    )

    assert paste.new == {ann: ("ann@example.com", "ann@home.example")}
    assert (paste.held, paste.unknown, paste.unreadable) == ((bob,), ("cy@example.com",), ("x@@y", "@"))


def test_paste_that_would_do_something_else_by_now_is_refused(admin, friends):
    make_contact(email="ann@example.com")
    shown = plan_paste(friends, "ann@example.com bob@example.com", by=admin).fingerprint
    make_contact(email="bob@example.com")
    now = plan_paste(friends, "ann@example.com bob@example.com", by=admin)

    with pytest.raises(PlanOutdated):
        apply_paste(friends, now, shown=shown, by=admin, door=DOOR)


def test_contacts_are_put_on_the_list_as_one_step_that_can_be_undone(admin, friends):
    make_contact(email="ann@example.com")
    make_contact(email="bob@example.com")

    made = put(friends, "ann@example.com bob@example.com", by=admin)

    assert Contact.objects.filter(list_members__list=friends).count() == 2
    assert put(friends, "ann@example.com", by=admin) is None
    assert list(ChangeSet.objects.filter(door=DOOR)) == [made]
    undo(made, by=admin, door=DOOR)
    assert Contact.objects.filter(list_members__list=friends).count() == 0
