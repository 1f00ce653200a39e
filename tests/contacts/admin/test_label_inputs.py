"""Tags and lists in the form of a contact."""

import pytest
from django.contrib.auth.models import Permission

from contacts.models import ChangeSet, ContactList, ListMember
from tests.contacts.admin.pages import change_page, filled, save, url
from tests.factories import booked, make_contact, make_tag, make_user

pytestmark = pytest.mark.django_db


def make_list(**fields) -> ContactList:
    with booked():
        return ContactList.objects.create(**{"name": f"List {ContactList.objects.count()}"} | fields)


def labelled(*labels):
    """A contact with these tags and on these lists."""
    contact = make_contact()
    with booked():
        for label in labels:
            if isinstance(label, ContactList):
                ListMember.objects.create(list=label, contact=contact)
            else:
                contact.tags.add(label)
    return contact


def labels(contact) -> set[str]:
    return {str(tag) for tag in contact.tags.all()} | {str(each) for each in contact.lists.all()}


@pytest.fixture
def clerk(client):
    user = make_user(is_staff=True)
    codenames = ["change_contact", "change_all_records"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_form_that_leaves_them_alone_writes_no_label(as_admin):
    contact = labelled(make_tag(name="VIP"), make_list(name="Fair"))

    save(as_admin, change_page(contact), first_name="Ada")

    assert labels(contact) == {"VIP", "Fair"}
    assert contact.contact_tags.get().pgh_event_model.objects.filter(contact=contact).count() == 1


def test_labels_are_added_and_taken_away(as_admin):
    old, new = make_tag(name="Old"), make_tag(name="New")
    was_on, comes_on = make_list(name="Was"), make_list(name="Comes")
    contact = labelled(old, was_on)
    sets = ChangeSet.objects.count()

    save(as_admin, change_page(contact), tag_choice=[new.pk], list_choice=[comes_on.pk])

    assert labels(contact) == {"New", "Comes"}
    assert ChangeSet.objects.count() == sets + 1


def test_labels_that_others_added_meanwhile_stay(as_admin):
    contact = labelled(make_tag(name="First"))
    form = filled(as_admin, change_page(contact))
    with booked():
        contact.tags.add(make_tag(name="Second"))

    as_admin.post(change_page(contact), form)

    assert labels(contact) == {"First", "Second"}


def test_new_contact_gets_its_labels(as_admin):
    tag, a_list = make_tag(name="VIP"), make_list(name="Fair")

    save(
        as_admin,
        url(type(make_contact()), "add"),
        email="ada@example.com",
        tag_choice=[tag.pk],
        list_choice=[a_list.pk],
    )

    assert labels(tag.contacts.get()) == {"VIP", "Fair"}


def test_who_is_on_a_dynamic_list_is_not_chosen(as_admin):
    dynamic = make_list(name="Active", type=ContactList.Type.DYNAMIC)
    contact = labelled(dynamic)

    save(as_admin, change_page(contact), list_choice=[])
    refused = save(as_admin, change_page(contact), list_choice=[dynamic.pk])

    assert labels(contact) == {"Active"}
    assert "Select a valid choice" in refused.content.decode()


def test_labels_take_the_permissions_to_label(clerk):
    tag, a_list = make_tag(name="VIP"), make_list(name="Fair")
    contact = labelled(make_tag(name="Old"))

    save(clerk, change_page(contact), first_name="Ada", tag_choice=[tag.pk], list_choice=[a_list.pk])

    contact.refresh_from_db()
    assert (contact.first_name, labels(contact)) == ("Ada", {"Old"})
