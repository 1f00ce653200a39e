"""Writes through the admin are booked on change sets."""

import threading
from http import HTTPStatus

import pytest
from django.db import connection
from django.db.models.signals import pre_save

from contacts.models import ChangeSet, Contact, Stage, Tag
from tests.contacts.admin.pages import change_page, errors, save, url
from tests.factories import make_contact, make_deal

pytestmark = pytest.mark.django_db


def booked_by(user) -> list[tuple[str, str]]:
    return list(ChangeSet.objects.filter(actor=user).values_list("kind", "door"))


def test_form_that_is_refused_leaves_no_change_set(as_admin, admin):
    response = save(as_admin, url(Contact, "add"), email="nobody")

    assert response.status_code == HTTPStatus.OK
    assert booked_by(admin) == []


def test_page_that_is_only_looked_at_leaves_no_change_set(as_admin, admin):
    as_admin.get(change_page(make_contact()))

    assert booked_by(admin) == []


def test_form_and_its_inlines_are_one_change_set(as_admin, admin):
    contact = make_contact()
    further = {"emails-TOTAL_FORMS": 1, "emails-0-email": "jane@home.example"}

    save(as_admin, change_page(contact), first_name="Jane", **further)

    assert booked_by(admin) == [("edit", "admin")]
    assert {entry.pgh_context_id for entry in contact_events(contact)[1:]} == {ChangeSet.objects.get(actor=admin).pk}
    assert contact.emails.filter(is_primary=False).get().email == "jane@home.example"


def contact_events(contact):
    return list(Contact.pgh_event_model.objects.filter(pgh_obj_id=contact.pk).order_by("pgh_id"))


def test_row_added_in_a_popup_is_kept(as_admin, admin):
    response = save(as_admin, url(Tag, "add") + "?_popup=1", name="VIP", _popup="1")

    assert response.status_code == HTTPStatus.OK
    assert Tag.objects.get().name == "VIP"
    assert booked_by(admin) == [("edit", "admin")]


def test_row_that_others_need_is_not_deleted(as_admin):
    stage = make_deal(make_contact()).stage

    response = as_admin.post(url(Stage, "delete", stage.pk), {"post": "yes"})

    assert response.status_code == HTTPStatus.OK
    assert Stage.objects.filter(pk=stage.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_address_taken_between_check_and_save_is_an_error_of_the_form(as_admin):
    contact = make_contact()

    def be_quicker(**signal):
        pre_save.disconnect(be_quicker, sender=Contact)
        rival = threading.Thread(target=take_address)
        rival.start()
        rival.join()

    def take_address():
        make_contact(email="jane@example.com")
        connection.close()

    pre_save.connect(be_quicker, sender=Contact)
    response = save(as_admin, change_page(contact), email="jane@example.com")

    assert "Another contact has this address already" in errors(response)[0]
    assert ChangeSet.objects.filter(door="admin").count() == 0
