"""The action that fills the blanks of contacts."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages

from contacts.models import ChangeSet, Contact
from crm.roles import ROLES
from tests.contacts.admin.pages import url
from tests.factories import booked, make_company, make_contact, make_user

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")
MAY = {"Sales rep", "Manager", "Ops admin"}


@pytest.fixture
def jane():
    make_company(name="Acme", domain="acme.com")
    return make_contact(email="jane.doe@acme.com", phone="+49 30 12345678")


def act(browser, *contacts, **inputs):
    chosen = {"action": "enrich_selected", "_selected_action": [contact.pk for contact in contacts]}
    return browser.post(LIST, chosen | inputs)


def shown(browser, *contacts) -> str:
    return act(browser, *contacts).context["plan"].fingerprint


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_page_shows_what_would_be_filled_and_writes_nothing(as_admin, jane):
    page = " ".join(act(as_admin, jane).content.decode().split())

    assert "Company: <span" in page
    assert "domain of the e-mail address, 90 % sure" in page
    assert "Germany" in page
    assert not ChangeSet.objects.filter(kind="enrich").exists()


def test_nothing_to_fill_is_said(as_admin):
    response = act(as_admin, make_contact(email="info@gmail.com"))

    assert said(response) == ["Nothing to fill in: nobody knows more of these contacts than they say already."]


def test_blanks_are_filled_as_shown(as_admin, jane):
    response = act(as_admin, jane, shown=shown(as_admin, jane), apply="1")

    jane.refresh_from_db()
    assert (response.url, said(response)) == (jane.get_absolute_url(), ["Blanks of 1 contact were filled in."])
    assert (jane.company.name, jane.country, jane.first_name) == ("Acme", "DE", "")


def test_several_lead_back_to_the_list(as_admin, jane):
    both = jane, make_contact(email="info@acme.com")

    response = act(as_admin, *both, shown=shown(as_admin, *both), apply="1")

    assert (response.url, said(response)) == (LIST, ["Blanks of 2 contacts were filled in."])


def test_guesses_are_filled_where_they_are_wanted(as_admin, jane):
    act(as_admin, jane, shown=shown(as_admin, jane), apply="1", guesses="on")

    jane.refresh_from_db()
    assert jane.full_name == "Jane Doe"


def test_contact_that_changed_since_it_was_shown_is_not_filled(as_admin, jane):
    seen = shown(as_admin, jane)
    with booked():
        Contact.objects.filter(pk=jane.pk).update(title="CEO")

    response = act(as_admin, jane, shown=seen, apply="1")

    assert said(response) == [
        "Nothing was changed: what would happen is no longer what you were shown. Look at it again."
    ]
    assert Contact.objects.get(pk=jane.pk).company is None


def test_large_selection_is_refused(as_admin):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(1_001))

    response = act(as_admin, Contact.objects.first(), select_across="1")

    assert said(response)[0].startswith("Nothing was changed: this is done for at most 1,000 contacts at a time.")


@pytest.mark.parametrize("role", ROLES)
def test_action_is_for_those_who_may_enrich(client, jane, role):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    with booked():
        Contact.objects.filter(pk=jane.pk).update(owner=user)

    response = act(client, jane)

    assert ("plan" in (response.context or {})) == (role in MAY)


def test_contacts_of_others_are_not_filled(client, jane):
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    client.force_login(rep)

    response = act(client, jane, apply="1")

    assert said(response)[0].startswith("Nothing was changed: 1 of the records belong to colleagues")
    assert Contact.objects.get(pk=jane.pk).company is None
