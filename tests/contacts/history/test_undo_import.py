"""Undo of imports."""

import pytest

from contacts.models import Activity, Company, Contact, ContactEmail, ContactList, Tag
from tests.contacts.history.snapshots import cells, differences, rows
from tests.contacts.history.undos import counted, stays, undone
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag
from tests.spreadsheets import bring_in, outcome, write

pytestmark = pytest.mark.django_db

HEADER = (
    "email,email_2,first_name,title,phone,phone_2,country,company,company_domain,tags,external_id,notes,"
    "custom.size,email_opt_in\n"
)
ADA = (
    "ada@example.com,ada@home.example,Ada,CEO,+44 20 7946 0018,030 1234567,GB,Acme,acme.example,VIP;New,shop:7,"
    "Likes tea,39,no\n"
)
BOB = (
    "bob@example.com,bob@home.example,Bob,CTO,030 901820,,DE,Fresh,fresh.example,New;Fair,shop:8,Likes coffee,40,yes\n"
)


@pytest.fixture
def base():
    """A base in which Ada, her company and a tag are known."""
    make_custom_field(key="size", label="Size", type="number")
    make_tag(name="VIP")
    company = make_company(name="Acme")
    ada = make_contact(
        email="ada@example.com", title="CTO", phone="030 901820", country="DE", company=make_company(name="Old")
    )
    with booked():
        ada.phones.create(number="030 5555555")
    return company, ada


@pytest.fixture
def imported(tmp_path):
    return lambda text: bring_in(write(tmp_path, HEADER + text))


def test_import_is_taken_back_entirely(base, imported):
    before = cells()
    run = imported(ADA + BOB)
    changed = differences(before, cells())

    plan = undone(run.change_set)

    assert outcome(run) == (1, 1, 0, 0, 0)
    known = {cell: values for cell, values in differences(before, cells()).items() if cell[:2] in rows(before)}
    # The opt-out stays: it is in the ledger.
    assert known == {("contact", base[1].pk, "email_opt_in"): (True, False)}
    assert {name for name, _, _ in changed} == {
        "company", "contact", "contactemail", "contactphone", "contacttag", "tag", "externalid", "activity",
    }  # fmt: skip
    assert (plan.conflicts, plan.obstacles) == ((), ())
    assert [model.objects.live().count() for model in (Contact, Company, Tag, Activity)] == [1, 2, 1, 0]


def test_same_file_can_be_imported_again(base, imported):
    first = imported(ADA + BOB)
    undone(first.change_set)

    second = imported(ADA + BOB)

    assert outcome(second) == outcome(first)
    assert ContactEmail.objects.filter(live=True).count() == 4


def test_undo_of_the_undo_is_the_import(base, imported):
    run = imported(ADA + BOB)
    after = cells()

    undone(undone(run.change_set).undo)

    assert differences(after, cells()) == {}


def test_what_was_done_with_its_contacts_since_stays(base, imported, sales_rep):
    run = imported(ADA + BOB)
    bob = Contact.objects.get(email="bob@example.com")
    with booked(by=sales_rep):
        Contact.objects.filter(email="ada@example.com").update(title="Boss")
        bob.list_members.create(list=ContactList.objects.create(name="Newsletter"))

    plan = undone(run.change_set)

    ada = base[1]
    ada.refresh_from_db(), bob.refresh_from_db()
    assert (ada.title, ada.phone, ada.custom_fields, bob.is_live) == ("Boss", "030 901820", {}, True)
    assert ("contact", ["Job title"], "was edited since", "Sam") in stays(plan)
    assert ("contact", ["List member"], "something was added to it since", "Sam") in stays(plan)
    # What the import gave to the contact that stays, stays with it.
    assert (bob.contact_tags.count(), bob.emails.count(), bob.activities.live().count()) == (2, 2, 1)
    assert counted(plan)["company"] == (1, 0, 0, 1, 0)


def test_later_import_that_said_the_same_is_no_conflict(base, imported):
    run = imported(ADA)
    imported(ADA)

    plan = undone(run.change_set)

    base[1].refresh_from_db()
    assert (base[1].title, stays(plan)) == ("CTO", [])
