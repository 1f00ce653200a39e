"""The page that takes pasted addresses."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission

from contacts.models import ChangeSet, Contact, ContactList
from tests.factories import booked, make_contact, make_list, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def friends():
    with booked():
        return ContactList.objects.create(name="Friends")


def page(contact_list):
    return f"/admin/contacts/contactlist/{contact_list.pk}/paste/"


def test_dynamic_list_takes_no_addresses(browser):
    contact_list = make_list({"field": "city", "operator": "is_set"})

    assert browser.get(page(contact_list)).status_code == HTTPStatus.FORBIDDEN
    assert "Paste addresses" not in browser.get(contact_list.get_absolute_url()).content.decode()


def test_page_takes_the_permission_to_add_members(client, friends):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_contactlist", "view_contact"]))
    client.force_login(user)

    assert client.get(page(friends)).status_code == HTTPStatus.FORBIDDEN


def test_blank_paste_is_asked_for_again(browser, friends):
    answer = browser.post(page(friends), {"addresses": " "})

    assert answer.context["form"].errors["addresses"] == ["This field is required."]


def test_what_addresses_mean_is_shown_before_anybody_is_put_on_the_list(browser, friends):
    make_contact(email="ann@example.com", first_name="Ann")
    before = ChangeSet.objects.count()

    shown = browser.post(page(friends), {"addresses": "ann@example.com, cy@example.com x@@y"}).content.decode()

    assert "1 contact to add" in shown
    assert "1 not found" in shown
    assert "1 unreadable" in shown
    assert (ChangeSet.objects.count(), friends.list_members.count()) == (before, 0)


def test_those_who_were_shown_are_put_on_the_list_with_a_way_back(browser, friends):
    contact = make_contact(email="ann@example.com")
    addresses = {"addresses": "ann@example.com"}
    shown = browser.post(page(friends), addresses).context["paste"].fingerprint

    told = browser.post(page(friends), addresses | {"shown": shown, "apply": "1"}, follow=True).content.decode()

    made = ChangeSet.objects.get(door="admin")
    assert list(Contact.objects.filter(list_members__list=friends)) == [contact]
    assert f"/admin/contacts/changeset/{made.pk}/undo/" in told


def test_paste_that_means_others_by_now_is_refused(browser, friends):
    make_contact(email="ann@example.com")

    answer = browser.post(page(friends), {"addresses": "ann@example.com", "shown": "other", "apply": "1"})

    assert "no longer what you were shown" in answer.content.decode()
    assert not friends.list_members.exists()
