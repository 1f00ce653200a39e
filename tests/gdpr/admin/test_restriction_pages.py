"""The page of a restricted contact says so, and offers only what is still allowed."""

import pytest

from contacts.models import Contact
from gdpr.restriction import restrict
from tests.factories import make_contact
from tests.gdpr.admin.actions import act, said, shows_form

pytestmark = pytest.mark.django_db

WHY = "The person contests that the data are right"


@pytest.fixture
def restricted():
    contact = make_contact(first_name="Jane", city="Ulm")
    restrict(Contact.objects.all(), reason=WHY, by=None, door="admin")
    contact.refresh_from_db()
    return contact


def test_article_18_action_is_not_offered_to_managers(as_role):
    contact = make_contact()

    act(as_role("Manager"), "restrict_use", contact, apply="1", reason=WHY)

    contact.refresh_from_db()
    assert contact.restricted_at is None


def test_article_18_action_asks_why(as_officer):
    contact = make_contact()

    response = act(as_officer, "restrict_use", contact, apply="1", reason="")

    contact.refresh_from_db()
    assert (shows_form(response), contact.restricted_at) == (True, None)


def test_article_18_use_is_restricted_and_lifted_by_actions(as_officer):
    contact = make_contact()

    act(as_officer, "restrict_use", contact, apply="1", reason=WHY)
    contact.refresh_from_db()
    since = contact.restricted_at
    response = act(as_officer, "lift_restriction", contact, apply="1", reason="The person agrees", told_on="2025-01-01")

    contact.refresh_from_db()
    assert (since is None, contact.restricted_at) == (False, None)
    assert said(response)[-1] == "The use of 1 contact is no longer restricted."


def test_article_18_page_has_a_banner_and_is_read_only(as_role, restricted):
    page = as_role("Manager").get(restricted.get_absolute_url()).content.decode()

    assert "The use of these data is restricted" in page
    absent = ('name="first_name"', 'name="_save"', "enrich_selected", "Log or plan")
    assert [word for word in absent if word in page] == []


def test_article_18_nothing_is_saved_or_logged_for_a_restricted_contact(as_admin, restricted):
    saved = as_admin.post(restricted.get_absolute_url(), {"first_name": "Joan", "_save": "1"})
    logged = as_admin.post(f"/admin/contacts/contact/{restricted.pk}/log/", {"kind": "call", "subject": "x"})

    restricted.refresh_from_db()
    assert (saved.status_code, logged.status_code, restricted.first_name) == (403, 404, "Jane")


def test_article_16_officer_corrects_a_restricted_contact(as_officer, restricted):
    shown = act(as_officer, "correct", restricted)
    told = {name: field.value() or "" for name, field in ((each.name, each) for each in shown.context["form"])}
    act(as_officer, "correct", restricted, apply="1", **told | {"city": "Bonn"})

    restricted.refresh_from_db()
    assert (restricted.city, restricted.restricted_at is None) == ("Bonn", False)
