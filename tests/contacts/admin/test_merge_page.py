"""The action that merges contacts."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils.html import strip_tags

from contacts.merging import MOST
from contacts.models import ChangeSet, Contact
from gdpr.consent import record
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


def text(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def checked(response) -> dict[str, str]:
    """The radio buttons that are chosen."""
    inputs = re.findall(r"<input type=\"radio\"[^>]*>", response.content.decode())
    chosen = (re.findall(r'(?:name|value)="([^"]*)"', each) for each in inputs if "checked" in each)
    return dict(map(tuple, chosen))


def shown(pair) -> dict:
    """What the page would post of a field in which nobody has chosen otherwise."""
    return {"choice:email": pair[0].pk, "proposed:email": pair[0].pk}


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_page_shows_what_would_happen_and_writes_nothing(as_admin, pair):
    page = text(act(as_admin, *pair))

    assert "Ada gets what belongs to the others: 1 activity and 1 e-mail address." in page
    assert "Lovelace is deleted; old links and ids lead to Ada." in page
    assert Contact.objects.live().count() == 2


def test_page_offers_what_each_says_where_they_differ(as_admin, pair):
    page = act(as_admin, *pair)

    offered = {field.name: [said and said.text for _, said in cells] for field, cells in page.context["rows"]}
    assert offered == {
        "first_name": ["Ada", None],
        "last_name": [None, "Lovelace"],
        "email": ["ada@example.com", "lovelace@example.com"],
    }
    assert checked(page) == {"winner": str(pair[0].pk), "choice:email": str(pair[0].pk)}


def test_other_one_that_shall_stay_is_asked_for_its_own_values(as_admin, pair):
    page = act(as_admin, *pair, **shown(pair), winner=pair[1].pk)

    assert checked(page) == {"winner": str(pair[1].pk), "choice:email": str(pair[1].pk)}


def test_choices_are_kept_when_another_one_shall_stay(as_admin, pair):
    chosen = {"choice:email": pair[1].pk, "proposed:email": pair[0].pk}

    page = act(as_admin, *pair, winner=pair[0].pk, **chosen)
    again = act(as_admin, *pair, winner=pair[1].pk, **chosen)

    assert (checked(page)["choice:email"], checked(again)["choice:email"]) == (str(pair[1].pk), str(pair[1].pk))


def test_what_was_chosen_is_what_the_one_that_stays_says(as_admin, pair):
    act(as_admin, *pair, **shown(pair) | {"choice:email": pair[1].pk}, winner=pair[0].pk, apply="1")

    pair[0].refresh_from_db()
    assert (pair[0].email, pair[0].last_name) == ("lovelace@example.com", "Lovelace")


def test_opt_out_of_one_is_told(as_admin, pair):
    record(pair[1], purpose="email_marketing", kind="withdrawn", channel="phone")
    pair[1].refresh_from_db()

    page = text(act(as_admin, *pair))

    assert "Lovelace takes no e-mail marketing: so it is from then on for Ada, too." in page


def test_message_leads_to_the_undo(as_admin, pair):
    response = act(as_admin, *pair, apply="1")

    made = ChangeSet.objects.get(kind="merge")
    assert said(response) == [
        f'2 contacts are one now. <a class="underline" href="{url(ChangeSet, "undo", made.pk)}">Undo…</a>'
    ]


def test_value_of_nobody_is_refused(as_admin, pair):
    response = act(as_admin, *pair, apply="1", **{"choice:last_name": pair[0].pk})

    assert said(response) == ["Nothing was merged: Last name: choose one of the contacts that say something there."]
    assert Contact.objects.live().count() == 2


def test_chosen_one_stays(as_admin, pair):
    response = act(as_admin, *pair, winner=pair[1].pk, apply="1")

    assert response.url == pair[1].get_absolute_url()
    assert list(Contact.objects.live()) == [pair[1]]


def test_single_contact_is_not_merged(as_admin, pair):
    assert said(act(as_admin, pair[0])) == [f"Nothing was merged: choose between two and {MOST} different contacts."]


def test_large_selection_is_not_merged(as_admin):
    contacts = [make_contact() for _ in range(MOST + 1)]

    response = act(as_admin, contacts[0], select_across="1", apply="1")

    assert said(response) == [f"Nothing was merged: choose between two and {MOST} different contacts."]
    assert Contact.objects.live().count() == MOST + 1


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
