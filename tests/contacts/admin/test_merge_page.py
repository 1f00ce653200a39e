"""The action that merges contacts."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages

from contacts.models import ChangeSet, Contact
from tests.contacts.admin.pages import url
from tests.factories import booked, make_activity, make_contact, make_user

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")


@pytest.fixture
def pair():
    first = make_contact(first_name="Ada", email="ada@example.com")
    second = make_contact(last_name="Lovelace", email="lovelace@example.com")
    make_activity(second)
    return first, second


def act(browser, *contacts, **inputs):
    shown = {f"version_{contact.pk}": contact.version for contact in contacts}
    chosen = {"action": "merge_selected", "_selected_action": [contact.pk for contact in contacts]}
    return browser.post(LIST, chosen | shown | inputs)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_page_shows_what_would_happen_and_writes_nothing(as_admin, pair):
    page = " ".join(act(as_admin, *pair).content.decode().split())

    assert "Last name becomes" in page
    assert "1 activity goes to Ada" in page
    assert Contact.objects.live().count() == 2


def test_chosen_one_stays(as_admin, pair):
    response = act(as_admin, *pair, winner=pair[1].pk, apply="1")

    assert response.url == pair[1].get_absolute_url()
    assert list(Contact.objects.live()) == [pair[1]]


def test_single_contact_is_not_merged(as_admin, pair):
    assert said(act(as_admin, pair[0])) == ["Nothing was merged: choose between two and 20 different contacts."]


def test_large_selection_is_not_merged(as_admin):
    contacts = [make_contact() for _ in range(22)]

    response = act(as_admin, contacts[0], select_across="1", apply="1")

    assert said(response) == ["Nothing was merged: choose between two and 20 different contacts."]
    assert Contact.objects.live().count() == 22


def test_contact_that_changed_since_it_was_shown_is_not_merged(as_admin, pair):
    with booked():
        Contact.objects.filter(pk=pair[1].pk).update(title="CTO")

    response = act(as_admin, *pair, apply="1")

    assert said(response) == ["Nothing was merged: one of them was changed meanwhile; look at them again."]
    assert Contact.objects.live().count() == 2


@pytest.mark.parametrize("permissions", [["change_contact"], ["merge_contact"]])
def test_action_takes_the_permissions_to_merge_and_to_change(client, pair, permissions):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", *permissions]))
    client.force_login(clerk)

    act(client, *pair, apply="1")

    assert Contact.objects.live().count() == 2
    assert not ChangeSet.objects.filter(kind="merge").exists()


def test_contacts_of_others_are_not_merged(client, pair):
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_contact", "merge_contact"]))
    client.force_login(clerk)

    response = act(client, *pair, apply="1")

    assert said(response)[0].startswith("Nothing was changed: 2 of the records belong to colleagues")
    assert Contact.objects.live().count() == 2
