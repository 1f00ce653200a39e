"""The history of a contact, in sentences."""

from datetime import UTC, datetime

import pytest

from contacts.history import timeline
from contacts.merging import unmerge
from contacts.models import Contact, ContactEmail, ContactPhone, ContactTag, ExternalId, FieldChoice
from tests.contacts.merging.merges import merged
from tests.factories import booked, make_activity, make_company, make_contact, make_tag, make_task

pytestmark = pytest.mark.django_db


def told(contact: Contact) -> list[str]:
    return [line for entry in timeline(contact) for line in entry.sentences]


def change(contact: Contact, **fields: object) -> None:
    with booked():
        Contact.objects.filter(pk=contact.pk).update(**fields)


def newest(contact: Contact) -> list[str]:
    return timeline(contact)[0].sentences


def test_contact_that_was_never_saved_has_no_history():
    assert timeline(Contact()) == []


def test_new_contact_was_created():
    assert told(make_contact()) == ["created the contact"]


def test_history_of_others_is_not_told():
    contact = make_contact()

    make_activity(make_contact())

    assert told(contact) == ["created the contact"]


def test_choice_is_told_by_its_label():
    contact = make_contact(lifecycle_stage="lead")

    change(contact, lifecycle_stage="customer")

    assert newest(contact) == ["changed Lifecycle stage from Lead to Customer"]


def test_choice_that_is_gone_is_told_as_it_was_stored():
    contact = make_contact(lifecycle_stage="lead")
    FieldChoice.objects.all().delete()

    change(contact, lifecycle_stage="customer")

    assert newest(contact) == ["changed Lifecycle stage from lead to customer"]


def test_blank_field_is_set():
    contact = make_contact()

    change(contact, title="Engineer")

    assert newest(contact) == ["set Job title to Engineer"]


def test_field_that_becomes_blank_is_cleared():
    contact = make_contact(title="Engineer")

    change(contact, title="")

    assert newest(contact) == ["cleared Job title, which was Engineer"]


def test_owner_and_company_are_told_by_name(sales_rep):
    contact = make_contact()

    change(contact, owner=sales_rep, company=make_company(name="Acme"))

    assert newest(contact) == ["set Company to Acme", "set Owner to Sam"]


def test_country_is_told_by_name():
    contact = make_contact()

    change(contact, country="DE")

    assert newest(contact) == ["set Country to Germany"]


def test_custom_fields_are_told_one_by_one():
    contact = make_contact(custom_fields={"shoe_size": 42, "colours": ["red"], "left": "as it is"})

    change(contact, custom_fields={"shoe_size": 43, "colours": ["red", "blue"], "left": "as it is"})

    assert newest(contact) == ["changed Colours from red to red, blue", "changed Shoe size from 42 to 43"]


def test_contact_is_deleted_and_restored():
    contact = make_contact()

    with booked():
        Contact.objects.filter(pk=contact.pk).soft_delete()
    deleted = newest(contact)
    with booked():
        Contact.objects.filter(pk=contact.pk).restore()

    assert (deleted, newest(contact)) == (["deleted it"], ["restored it"])


def test_primary_address_that_changes_is_told_once():
    contact = make_contact(email="old@example.com")

    change(contact, email="new@example.com")

    assert newest(contact) == ["changed E-mail from old@example.com to new@example.com"]


def test_further_address_and_number_are_told():
    contact = make_contact()

    with booked():
        ContactEmail.objects.create(contact=contact, email="jane@home.example")
        ContactPhone.objects.create(contact=contact, number="12345")

    assert newest(contact) == ["added the address jane@home.example", "added the number 12345"]


def test_tag_is_told_by_name_when_it_comes_and_when_it_goes():
    contact = make_contact()
    with booked():
        tagged = ContactTag.objects.create(contact=contact, tag=make_tag(name="VIP"))
    added = newest(contact)

    with booked():
        tagged.delete()

    assert (added, newest(contact)) == (["added the tag VIP"], ["removed the tag VIP"])


def test_activity_without_a_subject_is_told_by_its_kind():
    contact = make_contact()

    make_activity(contact, kind="call")
    call = newest(contact)
    make_activity(contact, kind="note", subject="Likes tea")

    assert (call, newest(contact)) == (["logged: Call"], ["logged: Note Likes tea"])


def test_task_that_is_done_is_told():
    contact = make_contact()
    task = make_task(contact, title="Call back")
    added = newest(contact)

    with booked():
        task.done_at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        task.save()

    assert added == ["added the task “Call back”"]
    assert newest(contact) == ["task: set Done to March 2, 2026, 9 a.m."]


def test_one_change_set_is_one_entry_with_its_actor(sales_rep):
    contact = make_contact()

    with booked(by=sales_rep) as made:
        Contact.objects.update(title="Engineer")
        ExternalId.objects.create(contact=contact, system="crm", value="7")

    entry = timeline(contact)[0]
    assert (entry.change_set, entry.actor, len(entry.sentences)) == (made, "Sam", 2)


def test_entry_of_nobody_is_told_by_its_door():
    contact = make_contact()

    assert [entry.actor for entry in timeline(contact)] == ["Command line"]


@pytest.mark.unbooked
@pytest.mark.django_db(transaction=True)
def test_write_without_a_change_set_is_told_as_somebody_s():
    contact = make_contact()
    Contact.objects.update(title="Engineer")

    assert [entry.actor for entry in timeline(contact)] == ["Somebody outside the program", "Command line"]


def test_newest_comes_first_and_the_oldest_are_left_out():
    contact = make_contact()
    for title in ("one", "two", "three"):
        change(contact, title=title)

    lines = [entry.sentences for entry in timeline(contact, limit=2)]

    assert lines == [["changed Job title from two to three"], ["changed Job title from one to two"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_history(django_assert_num_queries, rows):
    contact = make_contact()
    for number in range(rows):
        with booked():
            Contact.objects.update(company=make_company(name=f"Company {number}"))
            ContactTag.objects.create(contact=contact, tag=make_tag())

    with django_assert_num_queries(5):
        timeline(contact)


def test_merge_is_told_of_the_one_that_stayed_with_what_it_gained():
    ada, other = make_contact(first_name="Ada"), make_contact(first_name="A.", last_name="Lovelace")

    made = merged(ada, other)

    entry = timeline(ada)[0]
    assert entry.sentences == ["merged A. Lovelace into this contact", "set Last name to Lovelace"]
    assert (entry.change_set, entry.is_standing_merge) == (made, True)


def test_merge_that_gained_nothing_is_told_too():
    ada = make_contact(first_name="Ada")

    merged(ada, make_contact(first_name="Ada"))

    assert [entry.sentences for entry in timeline(ada)] == [["merged Ada into this contact"], ["created the contact"]]


def test_who_came_along_with_a_loser_is_not_told_apart():
    ada, other = make_contact(), make_contact(first_name="A.")
    merged(other, make_contact(first_name="B."))

    merged(ada, other)

    assert newest(ada)[0] == "merged A. into this contact"


def test_unmerge_is_told_of_both():
    ada, other = make_contact(first_name="Ada"), make_contact(first_name="Al")
    merged(ada, other)

    unmerge(other, by=None, door="command")

    assert newest(ada) == ["took Al out of this contact again"]
    assert [entry.is_standing_merge for entry in timeline(ada)] == [False, False, False]
    assert told(other)[:2] == ["took the contact out of Ada again", "merged the contact into Ada"]
