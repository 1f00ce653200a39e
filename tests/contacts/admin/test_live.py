"""Soft delete in the admin."""

from http import HTTPStatus

import pytest
from django.contrib.messages import get_messages

from contacts.models import ChangeSet, Company, Contact
from tests.contacts.admin.pages import change_page, save, url
from tests.factories import booked, make_activity, make_company, make_contact

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")
DELETED = f"{LIST}?deleted=yes"


def listed(browser, address: str) -> list[Contact]:
    return list(browser.get(address).context["cl"].result_list)


def delete(*contacts: Contact) -> None:
    with booked():
        Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).soft_delete()


def act(browser, address: str, action: str, *contacts: Contact, **inputs):
    chosen = {"action": action, "_selected_action": [contact.pk for contact in contacts]}
    return browser.post(address, chosen | inputs)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_question_before_a_delete_names_no_related_rows(as_admin):
    contact = make_contact(first_name="Jane")
    make_activity(contact, subject="First call")

    page = as_admin.get(url(Contact, "delete", contact.pk)).content.decode()

    assert "Delete the contact “Jane”?" in page
    assert "First call" not in page


def test_delete_hides_the_row_and_keeps_it(as_admin, admin):
    contact = make_contact()

    response = as_admin.post(url(Contact, "delete", contact.pk), {"post": "yes"})

    assert response.status_code == HTTPStatus.FOUND
    assert listed(as_admin, LIST) == []
    assert listed(as_admin, DELETED) == [contact]
    assert list(ChangeSet.objects.filter(actor=admin).values_list("kind", flat=True)) == ["delete"]


def test_selected_rows_are_deleted_after_a_question(as_admin):
    gone, kept = make_contact(), make_contact()

    question = act(as_admin, LIST, "delete_selected", gone)
    act(as_admin, LIST, "delete_selected", gone, post="yes")

    assert "Delete 1 contact?" in question.content.decode()
    assert listed(as_admin, LIST) == [kept]


def test_all_rows_of_a_list_are_deleted_without_naming_each(as_admin):
    first, *_ = [make_contact() for _ in range(3)]

    act(as_admin, LIST, "delete_selected", first, post="yes", select_across="1")

    assert listed(as_admin, LIST) == []


def test_deleted_row_can_be_looked_at_and_not_changed(as_admin):
    contact = make_contact(first_name="Jane")
    delete(contact)

    page = as_admin.get(change_page(contact))
    answer = as_admin.post(change_page(contact), {"first_name": "Joan"})

    assert "It can be looked at and restored, not changed" in page.content.decode()
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_deleted_rows_are_restored(as_admin, admin):
    contact = make_contact()
    delete(contact)

    response = act(as_admin, DELETED, "restore_selected", contact)

    assert said(response) == ["1 contact restored."]
    assert listed(as_admin, LIST) == [contact]
    assert list(ChangeSet.objects.filter(actor=admin).values_list("kind", flat=True)) == ["restore"]


def test_restore_says_what_stands_in_its_way(as_admin):
    contact = make_contact(email="jane@example.com")
    delete(contact)
    make_contact(email="jane@example.com")

    response = act(as_admin, DELETED, "restore_selected", contact)

    assert said(response) == [
        "Nothing was restored. A contact with this e-mail address exists already. Change or delete the other one first."
    ]


def test_deleted_rows_are_not_proposed(as_admin):
    company = make_company(name="Acme")
    inputs = {"app_label": "contacts", "model_name": "contact", "field_name": "company"}
    proposed = as_admin.get("/admin/autocomplete/", inputs).json()["results"]
    with booked():
        Company.objects.soft_delete()

    assert [choice["id"] for choice in proposed] == [str(company.pk)]
    assert as_admin.get("/admin/autocomplete/", inputs).json()["results"] == []


def test_page_of_a_company_saves(as_admin):
    company = make_company(name="Acme")

    save(as_admin, url(Company, "change", company.pk), domain="https://www.acme.com/")

    assert Company.objects.get().domain == "acme.com"
