"""What has been written since a moment, however long ago its transaction began."""

import threading

import pytest
from django.db import transaction

from contacts.bulk.watermark import Watermark
from contacts.models import (
    Company,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    ListMember,
    Task,
)
from tests.concurrency import in_threads
from tests.factories import booked, make_company, make_contact, make_tag, make_task

WATCHED = (Contact, ContactTag, ListMember, Task, ContactEmail, ContactPhone, Company)


def written(contact, column="city", value="Ulm"):
    with booked():
        Contact.objects.filter(pk=contact.pk).update(**{column: value})


@pytest.mark.django_db
def test_the_asking_transaction_knows_what_it_has_written_itself():
    contact = make_contact()

    assert Watermark.now().untouched([contact.pk], WATCHED) == [contact.pk]


@pytest.mark.django_db(transaction=True)
def test_those_for_whom_nothing_was_written_are_untouched():
    contacts = sorted((make_contact(), make_contact(), make_contact()), key=lambda contact: contact.pk)
    ids = [contact.pk for contact in contacts]
    watermark = Watermark.now()
    written(contacts[1])

    assert watermark.untouched(ids, [Contact]) == [ids[0], ids[2]]
    assert Watermark.now().untouched(ids, WATCHED) == ids


@pytest.mark.django_db(transaction=True)
def test_what_was_written_in_a_table_that_tells_nothing_of_it_does_not_count():
    contact, tag = make_contact(), make_tag()
    watermark = Watermark.now()
    with booked():
        ContactTag.objects.create(contact=contact, tag=tag)

    assert watermark.untouched([contact.pk], [Contact, Task]) == [contact.pk]
    assert watermark.untouched([contact.pk], [Contact, ContactTag]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", WATCHED)
def test_each_table_tells_of_its_contacts(table):
    company, tag, contact_list = make_company(), make_tag(), None
    contact, other = make_contact(company=company), make_contact()
    with booked():
        contact_list = ContactList.objects.create(name="List")
    writes = {
        Contact: lambda: written(contact),
        ContactTag: lambda: ContactTag.objects.create(contact=contact, tag=tag),
        ListMember: lambda: ListMember.objects.create(contact=contact, list=contact_list),
        Task: lambda: make_task(contact),
        ContactEmail: lambda: ContactEmail.objects.create(contact=contact, email="x@example.org"),
        ContactPhone: lambda: ContactPhone.objects.create(contact=contact, number="+49 30 1234567"),
        Company: lambda: Company.objects.filter(pk=company.pk).update(name="Umbrella"),
    }
    watermark = Watermark.now()
    with booked():
        writes[table]()

    assert watermark.untouched(sorted([contact.pk, other.pk]), [table]) == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_taken_away_counts_too():
    contact, tag = make_contact(), make_tag()
    with booked():
        link = ContactTag.objects.create(contact=contact, tag=tag)
    watermark = Watermark.now()
    with booked():
        link.delete()

    assert watermark.untouched([contact.pk], [ContactTag]) == []


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_but_committed_after_counts_too():
    contact, later = make_contact(), make_contact()
    begun, looked = threading.Event(), threading.Event()
    watermarks = []

    def write():
        with transaction.atomic():
            written(contact)
            begun.set()
            looked.wait(10)

    def look():
        begun.wait(10)
        # Numbers of later versions and ids of later transactions are already committed.
        written(later)
        watermarks.append(Watermark.now())
        looked.set()

    in_threads(write, look)

    assert watermarks[0].untouched(sorted([contact.pk, later.pk]), [Contact]) == [later.pk]
