"""The action that anonymises contacts."""

import pytest
from django.contrib.admin import site as admin_site
from django.core.exceptions import PermissionDenied

from contacts.deletion import delete
from contacts.merging import merge, plan_merge
from contacts.models import ChangeSet, Contact
from crm.roles import ROLES
from gdpr.admin.anonymise_page import anonymise_selected
from gdpr.erasure import anonymise
from tests.factories import make_activity, make_contact
from tests.gdpr.admin.actions import LIST, act, make_crowd, said, shows_form

pytestmark = pytest.mark.django_db

ACTION = "anonymise_selected"
MEANT = {"apply": "1", "reason": "The person asked for it", "understood": "on"}


@pytest.fixture
def jane():
    return make_contact(first_name="Jane", phone="030 901820")


def is_erased(contact: Contact) -> bool:
    contact.refresh_from_db()
    return contact.erased_at is not None


def test_page_shows_what_would_happen_and_writes_nothing(as_officer, jane):
    make_activity(jane), make_activity(jane)
    merge(plan_merge(jane, [make_contact()]), by=None, door="admin")

    response = act(as_officer, ACTION, jane)
    page = " ".join(response.content.decode().split())

    assert "1 more contact that was merged with them is the same person and goes too." in page
    assert [(loss.count, name) for name, loss in response.context["losses"]] == [
        (2, "contacts"),
        (2, "activities"),
        (1, "keys to find duplicates by"),
        (2, "e-mail addresses"),
    ]
    assert "lose subject · body" in page
    assert "are removed" in page
    assert not is_erased(jane)


@pytest.mark.parametrize("missing", ["reason", "understood"])
def test_reason_and_tick_are_required(as_officer, jane, missing):
    response = act(as_officer, ACTION, jane, **MEANT | {missing: ""})

    assert list(response.context["form"].errors) == [missing]
    assert not is_erased(jane)


def test_reason_is_one_of_those_offered(as_officer, jane):
    response = act(as_officer, ACTION, jane, **MEANT | {"reason": "Jane asked for it"})

    assert list(response.context["form"].errors) == ["reason"]
    assert not is_erased(jane)


def test_person_is_anonymised_and_the_reason_kept(as_officer, jane):
    response = act(as_officer, ACTION, jane, **MEANT)

    assert (response.url, said(response)) == (LIST, ["1 contact anonymised for good."])
    assert is_erased(jane)
    assert ChangeSet.objects.get(kind="anonymise").reason == "The person asked for it"


def test_deleted_person_is_anonymised_from_the_list_of_the_deleted(as_officer, jane):
    delete(Contact.objects.all(), by=None, door="admin")

    act(as_officer, ACTION, jane, address=f"{LIST}?deleted=yes", **MEANT)

    assert is_erased(jane)


def test_anonymised_person_is_not_restored(as_admin, jane):
    anonymise(Contact.objects.all(), by=None, door="admin", reason="Test")

    response = act(as_admin, "restore_selected", jane, address=f"{LIST}?deleted=yes")

    assert "The person was anonymised for good." in said(response)[0]


def test_who_is_anonymised_already_is_said(as_officer, jane):
    anonymise(Contact.objects.all(), by=None, door="admin", reason="Test")

    response = act(as_officer, ACTION, jane, address=f"{LIST}?deleted=yes")

    assert said(response) == ["Nothing to do: the selected contacts are anonymised already."]


def test_large_selection_is_refused(as_officer, jane):
    make_crowd()

    response = act(as_officer, ACTION, jane, select_across="1", **MEANT)

    assert said(response)[0].startswith("Nothing was changed: this is done for at most 1,000 contacts at a time.")
    assert not is_erased(jane)


@pytest.mark.parametrize("role", ROLES)
def test_action_is_for_the_privacy_officer_alone(as_role, jane, role):
    browser = as_role(role)

    assert shows_form(act(browser, ACTION, jane)) == (role == "Privacy officer")
    act(browser, ACTION, jane, **MEANT)
    assert is_erased(jane) == (role == "Privacy officer")


def test_action_asks_for_the_permission_itself(rf, jane, sales_rep):
    request = rf.post("/")
    request.user = sales_rep

    with pytest.raises(PermissionDenied):
        anonymise_selected(admin_site.get_model_admin(Contact), request, Contact.objects.all())


def test_action_is_not_offered_where_a_contact_is_picked_in_a_pop_up(as_admin, jane):
    forms = [as_admin.get(f"{LIST}{address}").context["action_form"] for address in ("", "?_popup=1")]

    assert [ACTION in str(form) for form in forms] == [True, False]
