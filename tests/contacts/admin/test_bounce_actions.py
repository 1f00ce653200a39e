"""Bounces in the admin: noted by actions, shown on the page of the contact."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages

from contacts.models import Contact, ContactEmail
from tests.contacts.admin.pages import change_page, save, url
from tests.factories import booked, make_contact, make_user

pytestmark = pytest.mark.django_db

CAME_BACK, ARRIVES = "mail_came_back", "mail_arrives_again"


@pytest.fixture
def ada():
    return make_contact(email="ada@example.com")


def act(browser, action, *contacts, **posted):
    """Take the action, and give the messages."""
    chosen = {"action": action, "_selected_action": [contact.pk for contact in contacts]} | posted
    response = browser.post(url(Contact, "changelist"), chosen)
    return [str(message) for message in get_messages(response.wsgi_request)]


def login(client, *, role=None, permissions=()):
    user = make_user(is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


def offered(page):
    return {name for name, _ in page.context["page_actions"]} & {CAME_BACK, ARRIVES}


def marked():
    return set(ContactEmail.objects.exclude(bounced_at=None).values_list("email", flat=True))


def test_who_may_not_change_addresses_is_not_offered_it(client, ada):
    browser = login(client, permissions=["view_contact", "change_contact"])

    act(browser, CAME_BACK, ada)

    assert offered(browser.get(change_page(ada))) == set()
    assert marked() == set()


def test_contacts_of_others_stay_as_they_are(client, ada):
    told = act(login(client, role="Sales rep"), CAME_BACK, ada)

    assert told == [
        "Nothing was changed: 1 of the records belong to colleagues of another team. Leave them out, or ask their "
        "owners or a manager."
    ]
    assert marked() == set()


def test_mail_came_back_from_the_main_addresses(as_admin, ada):
    bob = make_contact(email="bob@example.com")
    with booked():
        ada.emails.create(email="ada@home.example")

    told = act(as_admin, CAME_BACK, ada, bob)

    assert told == ["Noted: mail came back from 2 addresses."]
    assert marked() == {"ada@example.com", "bob@example.com"}


def test_mail_arrives_again_at_all_addresses(as_admin, ada):
    with booked():
        ada.emails.create(email="ada@home.example", bounced_at="2026-03-14T09:00Z")

    assert act(as_admin, ARRIVES, ada) == ["Noted: mail arrives again at 1 address."]
    assert marked() == set()


def test_page_offers_what_can_be_news(as_admin, ada):
    before = as_admin.get(change_page(ada))
    act(as_admin, CAME_BACK, ada, from_page="1")

    after = as_admin.get(change_page(ada))

    assert (offered(before), offered(after)) == ({CAME_BACK}, {ARRIVES})
    assert (before.context["bounced"], after.context["bounced"]) == ("", "Mail came back today")


def test_page_tells_of_further_addresses_beside_them(as_admin, ada):
    with booked():
        ada.emails.create(email="ada@home.example", bounced_at="2026-03-14T09:00Z")

    page = as_admin.get(change_page(ada))

    assert page.context["bounced"] == ""
    assert page.content.decode().count("March 14, 2026, 9 a.m.") == 1


def test_another_address_in_the_form_is_not_marked(as_admin, ada):
    with booked():
        ada.emails.create(email="ada@home.example", bounced_at="2026-03-14T09:00Z")

    save(as_admin, change_page(ada), **{"emails-0-email": "ada@new.example"})

    assert set(ada.emails.values_list("email", flat=True)) == {"ada@example.com", "ada@new.example"}
    assert marked() == set()
