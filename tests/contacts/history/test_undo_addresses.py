"""Undo of changes to addresses, of which each belongs to one live contact."""

import pytest
from django.db.models import Case, Value, When

from contacts.models import Contact, ContactEmail
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.history.undos import cannot, counted, stays, undone
from tests.factories import booked, make_contact

pytestmark = pytest.mark.django_db

ADDRESS_TAKEN = "another contact has this address now"


@pytest.fixture
def ada():
    return make_contact(first_name="Ada", email="ada@example.com")


@pytest.fixture
def bob():
    return make_contact(first_name="Bob", email="bob@example.com")


def give(contact, email):
    with booked() as made:
        Contact.objects.filter(pk=contact.pk).update(email=email)
    return made


def turn(*contacts):
    """Each contact takes the address of the next one, in one statement."""
    addresses = [contact.email for contact in contacts]
    pairs = zip(contacts, [*addresses[1:], addresses[0]], strict=True)
    cases = [When(pk=contact.pk, then=Value(email)) for contact, email in pairs]
    with booked() as made:
        Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(email=Case(*cases))
    return made


def forget(contact):
    """Remove the further addresses of a contact."""
    with booked():
        contact.emails.filter(is_primary=False).delete()


def held(contact):
    """The addresses of a contact, the main one first, with whether they count."""
    return list(contact.emails.order_by("-is_primary", "email").values_list("email", "is_primary", "live"))


def test_main_address_goes_back_and_the_new_one_goes(ada):
    before = cells()
    made = give(ada, "ada@new.example")

    plan = undone(made)

    assert differences(before, cells()) == {}
    assert counted(plan) == {"contact": (1, 0, 0, 0, 0), "contactemail": (0, 1, 0, 0, 0)}


def test_spelling_of_an_address_goes_back(ada):
    before = cells()
    made = give(ada, "Ada@Example.com")

    undone(made)

    assert differences(before, cells()) == {}


def test_addresses_that_two_contacts_swapped_are_swapped_back(ada, bob):
    before = cells()
    made = turn(ada, bob)

    undone(made)

    assert differences(before, cells()) == {}


def test_further_address_that_became_the_main_one_is_a_further_one_again(ada):
    with booked():
        ContactEmail.objects.create(contact=ada, email="ada@home.example")
    before = cells()
    made = give(ada, "ada@home.example")

    undone(made)

    assert differences(before, cells()) == {}


def test_further_address_that_was_edited_goes_back(ada):
    with booked():
        ContactEmail.objects.create(contact=ada, email="ada@home.example")
    before = cells()
    with booked() as made:
        ContactEmail.objects.filter(is_primary=False).update(email="ada@other.example")

    undone(made)

    assert differences(before, cells()) == {}


def test_address_that_somebody_made_the_main_one_since_stays(ada, sales_rep):
    with booked() as made:
        ContactEmail.objects.create(contact=ada, email="ada@home.example")
    with booked(by=sales_rep):
        Contact.objects.update(email="ada@home.example")

    plan = undone(made)

    assert held(ada) == [("ada@home.example", True, True), ("ada@example.com", False, True)]
    assert stays(plan) == [("contactemail", ["Main address"], "was edited since", "Sam")]


def test_main_address_that_somebody_changed_since_stays(ada, sales_rep):
    made = give(ada, "ada@new.example")
    with booked(by=sales_rep):
        Contact.objects.update(email="ada@newest.example")

    plan = undone(made)

    assert held(ada) == [("ada@newest.example", True, True), ("ada@example.com", False, True)]
    assert stays(plan) == [("contact", ["E-mail"], "was edited since", "Sam")]


def test_main_address_that_another_contact_has_by_now_cannot_come_back(ada):
    made = give(ada, "ada@new.example")
    forget(ada)
    other = make_contact(email="ada@example.com")

    plan = undone(made)

    assert (held(ada), held(other)) == ([("ada@new.example", True, True)], [("ada@example.com", True, True)])
    assert (plan.changes, cannot(plan)) == (0, [("contact", ["E-mail"], ADDRESS_TAKEN)])


def test_deleted_contact_whose_address_another_one_has_by_now_stays_deleted(ada, bob):
    with booked():
        ContactEmail.objects.create(contact=bob, email="bob@home.example")
    with booked() as made:
        Contact.objects.all().soft_delete()
    make_contact(email="ADA@example.com")
    make_contact(email="bob@home.example")

    plan = undone(made)

    assert Contact.objects.live().count() == 2
    assert cannot(plan) == [("contact", ["Deleted at"], ADDRESS_TAKEN)] * 2


def test_further_address_that_another_contact_has_by_now_stays_away(ada):
    with booked():
        ContactEmail.objects.create(contact=ada, email="ada@home.example")
    with booked() as made:
        ContactEmail.objects.filter(is_primary=False).delete()
    make_contact(email="ada@home.example")

    plan = undone(made)

    assert (held(ada), cannot(plan)) == (
        [("ada@example.com", True, True)],
        [("contactemail", ["E-mail"], ADDRESS_TAKEN)],
    )


def test_of_a_chain_that_somebody_broke_all_keep_what_they_have(ada, bob, sales_rep):
    eve = make_contact(email="eve@example.com")
    made = turn(ada, bob, eve)
    with booked(by=sales_rep):
        Contact.objects.filter(pk=bob.pk).update(email="bob@new.example", title="CEO")
    forget(bob)
    taker = make_contact(email="eve@example.com")
    before = cells()

    plan = undone(made)

    assert differences(before, cells()) == {}
    assert stays(plan) == [("contact", ["E-mail"], "was edited since", "Sam")]
    assert cannot(plan) == [("contact", ["E-mail"], ADDRESS_TAKEN)] * 2
    assert held(taker) == [("eve@example.com", True, True)]


def test_chain_is_undone_as_far_as_it_is_not_broken(ada, bob, sales_rep):
    eve = make_contact(email="eve@example.com")
    made = turn(ada, bob, eve)
    with booked(by=sales_rep):
        Contact.objects.filter(pk=ada.pk).update(email="ada@new.example")

    undone(made)

    assert [held(contact)[0][0] for contact in (ada, bob, eve)] == [
        "ada@new.example",
        "bob@example.com",
        "eve@example.com",
    ]


def test_address_is_free_again_where_the_set_had_given_it_to_somebody_new(ada):
    with booked() as made:
        Contact.objects.update(email="ada@new.example")
        ContactEmail.objects.filter(is_primary=False).delete()
        Contact.objects.create(email="ada@example.com", source="form")

    undone(made)

    assert held(ada) == [("ada@example.com", True, True)]
    assert list(Contact.objects.live()) == [ada]


def test_address_of_a_contact_that_was_deleted_and_one_that_was_restored_by_the_set(ada):
    with booked():
        Contact.objects.all().soft_delete()
    other = make_contact(email="ada@example.com")
    before = cells()
    with booked() as made:
        Contact.objects.filter(pk=other.pk).soft_delete()
        Contact.objects.filter(pk=ada.pk).restore()

    undone(made)

    assert differences(before, cells()) == {}


def test_undo_of_the_undo_brings_the_new_addresses_back(ada, bob):
    made = turn(ada, bob)
    before = cells()

    undone(undone(made).undo)

    assert differences(before, cells()) == {}


def test_of_two_deleted_contacts_who_have_come_to_one_address_the_first_comes_back(ada, bob):
    with booked() as made:
        Contact.objects.soft_delete()
    give(ada, "bob@example.com")
    first, second = sorted([ada, bob], key=lambda contact: contact.pk)

    plan = undone(made)

    assert list(Contact.objects.live()) == [first]
    assert [(left.pk, left.reason) for left in plan.obstacles] == [(second.pk, ADDRESS_TAKEN)]
