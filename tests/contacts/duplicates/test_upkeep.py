"""Keys follow what contacts are, whoever writes."""

from importlib import import_module

import pytest
from django.db import connection

from contacts.creation import create_contact
from contacts.duplicates.keys import keys
from contacts.duplicates.relation import profiles_of
from contacts.duplicates.upkeep import catch_up, catch_up_with_all
from contacts.editing import edit
from contacts.models import BlockingKeys, ChangeSet, Contact, ContactPhone, DuplicateMark
from gdpr.erasure import anonymise
from tests.factories import booked, make_company, make_contact

pytestmark = pytest.mark.django_db

DOOR = ChangeSet.Door.COMMAND


def kept(contact: Contact) -> set[int]:
    return {key for row in BlockingKeys.objects.filter(contact=contact) for key in row.hashes}


def made(contact: Contact) -> set[int]:
    [(_, compared)] = profiles_of([contact.pk])
    return set(keys(compared))


def behind() -> set:
    return set(DuplicateMark.objects.filter(has_keys=False).values_list("contact", flat=True))


def by_sql(statement: str, *parameters) -> None:
    """What another program writes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_nothing_to_catch_up_with_is_nothing_done():
    assert catch_up_with_all() == 0


def test_a_contact_has_its_keys_when_it_is_created():
    contact = create_contact(
        {"first_name": "Ada", "last_name": "Byron", "email": "ada@byron.example"},
        by=None,
        door=DOOR,
        source=Contact.Source.FORM,
    )

    assert kept(contact) == made(contact) != set()
    assert behind() == set()


def test_keys_of_an_earlier_version_are_written_anew():
    contact, gone = make_contact(first_name="Ada", last_name="Byron"), make_contact()
    with booked():
        Contact.objects.filter(pk=gone.pk).soft_delete()
    by_sql("UPDATE contacts_blockingkeys SET hashes = '{1}'")
    by_sql("DELETE FROM contacts_duplicatemark")

    by_sql(import_module("contacts.migrations.0019_blocking_keys").MARK_ALL)

    assert behind() == {contact.pk}
    assert (catch_up_with_all(), kept(contact), behind()) == (1, made(contact), set())


def test_keys_follow_an_edit():
    contact = make_contact(first_name="Ada", last_name="Byron")
    before = kept(contact)

    edit(contact, {"last_name": "Lovelace"}, by=None, door=DOOR)

    assert kept(contact) == made(contact) != before


def test_a_further_number_has_a_key():
    contact = make_contact()
    before = kept(contact)

    with booked():
        ContactPhone.objects.create(contact=contact, number="+49 30 5550123")

    assert kept(contact) == made(contact) > before


@pytest.mark.unbooked
def test_sql_of_others_marks_the_contact_and_a_job_catches_up():
    contact = make_contact(first_name="Ada", last_name="Byron")
    before = kept(contact)

    by_sql("UPDATE contacts_contact SET last_name = 'Lovelace' WHERE id = %s", contact.pk)

    assert (kept(contact), behind()) == (before, {contact.pk})
    assert catch_up() == 1
    assert (kept(contact), behind()) == (made(contact), set())


@pytest.mark.unbooked
def test_what_is_not_compared_marks_nobody():
    contact = make_contact()
    DuplicateMark.objects.all().delete()

    by_sql("UPDATE contacts_contact SET department = 'Sales' WHERE id = %s", contact.pk)

    assert DuplicateMark.objects.count() == 0


@pytest.mark.unbooked
def test_a_company_with_another_name_marks_its_people():
    contact = make_contact(company=make_company(name="Acme"))
    make_contact()

    by_sql("UPDATE contacts_company SET name = 'Globex' WHERE id = %s", contact.company_id)

    assert behind() == {contact.pk}


def test_erasing_a_person_removes_keys(admin):
    contact = make_contact(first_name="Ada", last_name="Byron")
    other = make_contact(first_name="Charles", last_name="Babbage")

    anonymise(Contact.objects.filter(pk=contact.pk), by=admin, door=DOOR, reason="asked")

    assert (kept(contact), kept(other)) == (set(), made(other))
