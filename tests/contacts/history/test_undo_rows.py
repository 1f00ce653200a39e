"""Undo of rows that a change set made, and of rows that it removed."""

from datetime import timedelta

import pytest
from django.db import connection

from contacts.history import timeline
from contacts.models import (
    Activity,
    Company,
    Contact,
    ContactEmail,
    ContactList,
    ContactPhone,
    ContactTag,
    CustomField,
    Deal,
    ExternalId,
    Stage,
    Tag,
    Task,
)
from gdpr.consent import record
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.history.undos import cannot, counted, stays, undone
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def tag():
    return make_tag(name="VIP")


@pytest.fixture
def made(tag):
    """A change set that made a contact with all that belongs to it, and its company."""
    with booked() as change_set:
        company = Company.objects.create(name="Acme", domain="acme.example")
        contact = Contact.objects.create(email="ada@example.com", source="form", company=company)
        ContactEmail.objects.create(contact=contact, email="ada@home.example")
        ContactPhone.objects.create(contact=contact, number="030 901820")
        ExternalId.objects.create(contact=contact, system="shop", value="7")
        contact.contact_tags.create(tag=tag)
        contact.list_members.create(list=ContactList.objects.create(name="Newsletter"))
        deal = Deal.objects.create(name="Boat", contact=contact, company=company, stage=Stage.objects.first())
        Activity.objects.create(contact=contact, deal=deal, kind="note", subject="New")
        Task.objects.create(contact=contact, deal=deal, title="Call")
    return change_set


def living():
    """How many rows of each table people see."""
    models = (Contact, Company, Deal, Activity, Task, ContactList)
    return {model._meta.model_name: model.objects.live().count() for model in models}


def test_contact_that_the_set_made_is_deleted_softly_with_all_that_it_made(made):
    plan = undone(made)

    assert living() == dict.fromkeys(living(), 0)
    assert counted(plan) == {
        "contact": (0, 1, 0, 0, 0),
        "company": (0, 1, 0, 0, 0),
        "deal": (0, 1, 0, 0, 0),
        "activity": (0, 1, 0, 0, 0),
        "task": (0, 1, 0, 0, 0),
        "contactlist": (0, 1, 0, 0, 0),
        "externalid": (0, 1, 0, 0, 0),
    }


def test_it_comes_back_as_it_was_when_the_undo_is_undone(made):
    before = cells()

    undone(undone(made).undo)

    assert differences(before, cells()) == {}


def test_its_addresses_and_ids_are_free_for_others(made):
    undone(made)

    other = make_contact(email="ada@example.com")
    with booked():
        ContactEmail.objects.create(contact=other, email="ada@home.example")
        ExternalId.objects.create(contact=other, system="shop", value="7")

    assert other.emails.filter(live=True).count() == 2


def test_second_undo_changes_nothing(made):
    undone(made)
    before = cells()

    plan = undone(made)

    assert (plan.undo, differences(before, cells())) == (None, {})


def test_contact_that_was_edited_since_stays_with_all_that_the_set_gave_it(made, sales_rep):
    with booked(by=sales_rep):
        Contact.objects.update(title="CEO")
    before = cells()

    plan = undone(made)

    assert differences(before, cells()) == {}
    assert stays(plan) == [
        ("company", [], "something that belongs to it stays", ""),
        ("contact", ["Job title"], "was edited since", "Sam"),
        ("contactlist", [], "something that belongs to it stays", ""),
    ]


def test_contact_that_somebody_deleted_since_is_no_conflict(made):
    with booked():
        Contact.objects.live().soft_delete()

    plan = undone(made)

    assert (stays(plan), living()) == ([], dict.fromkeys(living(), 0))


ADDITIONS = {
    "activity": lambda contact: make_activity(contact),
    "task": lambda contact: make_task(contact),
    "deal": lambda contact: make_deal(contact),
    "tag of a contact": lambda contact: contact.contact_tags.create(tag=make_tag()),
    "list member": lambda contact: contact.list_members.create(list=ContactList.objects.create(name="Other")),
    "e-mail address": lambda contact: contact.emails.create(email="ada@work.example"),
    "telephone number": lambda contact: contact.phones.create(number="1234567"),
    "external id": lambda contact: contact.external_ids.create(system="erp", value="1"),
}


@pytest.mark.parametrize("name", ADDITIONS)
def test_contact_to_which_something_was_added_since_stays(made, sales_rep, name):
    contact = Contact.objects.get()
    with booked(by=sales_rep):
        ADDITIONS[name](contact)

    plan = undone(made)

    assert Contact.objects.live().get() == contact
    told = next(row for row in stays(plan) if row[0] == "contact")
    assert told == ("contact", [name.capitalize()], "something was added to it since", "Sam")


def test_contact_of_whom_consent_was_recorded_since_stays(made):
    record(Contact.objects.get(), purpose="email_marketing", kind="granted", channel="phone", evidence="said so")

    plan = undone(made)

    assert Contact.objects.live().count() == 1
    assert ("contact", ["Consent event"], "something was added to it since", "Admin") in stays(plan)


def test_what_was_added_and_removed_again_keeps_nothing(made):
    activity = make_activity(Contact.objects.get())
    with booked():
        Activity.objects.filter(pk=activity.pk).soft_delete()

    undone(made)

    assert Contact.objects.live().count() == 0


def test_note_that_was_edited_since_keeps_the_contact(made, sales_rep):
    with booked(by=sales_rep):
        Activity.objects.update(body="Met her at the fair")

    plan = undone(made)

    assert Contact.objects.live().count() == Activity.objects.live().count() == 1
    assert ("activity", ["Body"], "was edited since", "Sam") in stays(plan)


def test_company_for_which_somebody_works_since_stays_though_its_contact_goes(made):
    colleague = make_contact(company=Company.objects.get())

    plan = undone(made)

    assert list(Contact.objects.live()) == [colleague]
    assert Company.objects.live().count() == 1
    assert [row[:2] for row in stays(plan)] == [("company", ["Contact"])]


def test_company_goes_where_those_who_were_given_it_get_back_their_own():
    own = make_company()
    contact = make_contact(company=own)
    with booked() as made:
        Contact.objects.update(company=Company.objects.create(name="Acme"))

    undone(made)

    contact.refresh_from_db()
    assert (contact.company, list(Company.objects.live())) == (own, [own])


def test_tag_that_the_set_made_stays_where_others_bear_it():
    contact, other = make_contact(), make_contact()
    with booked() as made:
        tag = Tag.objects.create(name="New")
        contact.contact_tags.create(tag=tag)
    with booked():
        other.contact_tags.create(tag=tag)

    plan = undone(made)

    assert (Tag.objects.live().count(), list(ContactTag.objects.values_list("contact", flat=True))) == (1, [other.pk])
    assert [row[:2] for row in stays(plan)] == [("tag", ["Tag of a contact"])]


def test_row_that_the_set_restored_is_deleted_again_as_it_was():
    make_contact()
    with booked():
        Contact.objects.all().soft_delete()
    before = cells()
    with booked() as made:
        Contact.objects.all().restore()

    undone(made)

    assert differences(before, cells()) == {}


def test_row_that_the_set_restored_stays_where_somebody_has_worked_on_it_since(sales_rep):
    edited, called, left = make_contact(), make_contact(), make_contact()
    make_activity(left)
    with booked():
        Contact.objects.all().soft_delete()
    with booked() as made:
        Contact.objects.all().restore()
    with booked(by=sales_rep):
        Contact.objects.filter(pk=edited.pk).update(title="CEO")
        Activity.objects.create(contact=called, kind="call")
    later(Activity, contact=called)

    plan = undone(made)

    assert set(Contact.objects.live()) == {edited, called}
    assert sorted(stays(plan)) == [
        ("contact", ["Activity"], "something was added to it since", "Sam"),
        ("contact", ["Job title"], "was edited since", "Sam"),
    ]


def later(model, **which):
    """Date the versions of rows a minute ahead: within one test all transactions bear one time."""
    events = model.pgh_event_model
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {events._meta.db_table} DISABLE TRIGGER USER")
    for version in events.objects.filter(**which):
        events.objects.filter(pk=version.pk).update(pgh_created_at=version.pgh_created_at + timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {events._meta.db_table} ENABLE TRIGGER USER")


def test_rows_that_the_set_removed_come_again_with_their_ids(tag):
    contact = make_contact(country="DE")
    with booked():
        contact.contact_tags.create(tag=tag)
        contact.list_members.create(list=ContactList.objects.create(name="Newsletter"))
        contact.phones.create(number="030 901820")
        contact.external_ids.create(system="shop", value="7")
        contact.emails.create(email="ada@home.example")
    before = cells()
    with booked() as made:
        for rows in (contact.contact_tags, contact.list_members, contact.phones, contact.external_ids):
            rows.all().delete()
        contact.emails.filter(is_primary=False).delete()

    plan = undone(made)

    assert differences(before, cells()) == {}
    assert plan.totals == {"restored": 0, "removed": 0, "put_back": 5, "kept": 0, "impossible": 0}


def test_row_that_somebody_added_again_is_no_conflict(tag):
    contact = make_contact()
    with booked():
        contact.contact_tags.create(tag=tag)
    with booked() as made:
        contact.contact_tags.all().delete()
    with booked():
        contact.contact_tags.create(tag=tag)

    plan = undone(made)

    assert (plan.changes, cannot(plan), contact.contact_tags.count()) == (0, [], 1)


def test_row_that_was_moved_and_then_removed_by_somebody_stays_away(tag, sales_rep):
    one, other = make_contact(), make_contact()
    with booked():
        one.contact_tags.create(tag=tag)
    with booked() as made:
        ContactTag.objects.update(contact=other)
    with booked(by=sales_rep):
        ContactTag.objects.all().delete()

    plan = undone(made)

    assert ContactTag.objects.count() == 0
    assert stays(plan) == [("contacttag", [], "was removed since", "Sam")]


def test_what_the_set_made_and_removed_itself_is_nothing():
    contact = make_contact()
    with booked() as made:
        contact.phones.create(number="1").delete()

    assert undone(made).changes == 0


def test_definition_of_a_field_that_was_removed_comes_again():
    with booked():
        CustomField.objects.create(key="size", label="Shoe size")
    before = cells()
    with booked() as made:
        CustomField.objects.all().delete()

    undone(made)

    assert differences(before, cells()) == {}


def test_nothing_goes_back_to_a_contact_that_was_deleted_since():
    one, other = make_contact(), make_contact()
    activity = make_activity(one)
    with booked() as made:
        Activity.objects.update(contact=other)
    with booked():
        Contact.objects.filter(pk=one.pk).soft_delete()

    plan = undone(made)

    activity.refresh_from_db()
    assert activity.contact == other
    assert cannot(plan) == [("activity", ["Contact"], "the contact that it belonged to is deleted")]


def test_history_tells_what_the_undo_did(tag):
    contact = make_contact(title="CTO")
    with booked() as made:
        Contact.objects.update(title="CEO")
        contact.contact_tags.create(tag=tag)

    undone(made)

    assert timeline(contact)[0].sentences == ["changed Job title from CEO to CTO", "removed the tag VIP"]
