"""Undo, column by column."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.history import booked_on, plan_undo
from contacts.history.undoing import verdicts
from contacts.history.undoing.tables import Table
from contacts.models import Activity, Contact, Task
from tests.contacts.history.snapshots import cells, differences
from tests.contacts.history.undos import cannot, counted, stays, undone
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def change(contact, by=None, **fields):
    """One change set that writes columns of a contact, as a form does."""
    with booked(by=by) as made:
        contact.refresh_from_db()
        for name, value in fields.items():
            setattr(contact, name, value)
        contact.save()
    return made


def said(contact, *names):
    contact.refresh_from_db()
    return tuple(getattr(contact, name) for name in names)


def test_change_set_that_wrote_nothing_leaves_nothing_to_do():
    with booked() as made:
        pass

    plan = undone(made)

    assert (plan.undo, counted(plan), plan.changes) == (None, {}, 0)


def test_plan_writes_nothing():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")

    plan = plan_undo(made, by=None)

    assert (counted(plan), plan.undo) == ({"contact": (1, 0, 0, 0, 0)}, None)
    assert said(contact, "title") == ("CEO",)


def test_row_is_as_before_and_the_undo_is_a_change_set_of_its_own(admin):
    contact = make_contact(title="CTO", city="Ulm", birth_date="1980-04-01", company=make_company())
    before = cells()
    made = change(contact, title="CEO", city="", birth_date=None, company=None)

    plan = undone(made, by=admin)

    assert differences(before, cells()) == {}
    assert (plan.undo.kind, plan.undo.actor, plan.undo.undoes, plan.undo.finished_at is None) == (
        "undo",
        admin,
        made,
        False,
    )
    assert list(made.undone_by.all()) == [plan.undo]


def test_second_undo_changes_nothing():
    made = change(make_contact(title="CTO"), title="CEO")
    undone(made)
    before = cells()

    plan = undone(made)

    assert (plan.undo, plan.changes, differences(before, cells())) == (None, 0, {})


def test_undo_can_be_undone_and_that_again():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")

    first = undone(made)
    second = undone(first.undo)
    redone = said(contact, "title")
    undone(made)

    assert (redone, said(contact, "title")) == (("CEO",), ("CTO",))
    assert second.undo.undoes == first.undo


def test_what_somebody_edited_since_stays_and_is_told(sales_rep):
    contact = make_contact(title="CTO", city="Ulm")
    made = change(contact, title="CEO", city="Bonn")
    change(contact, by=sales_rep, title="Boss")

    plan = undone(made)

    assert said(contact, "title", "city") == ("Boss", "Ulm")
    assert counted(plan) == {"contact": (1, 0, 0, 1, 0)}
    assert stays(plan) == [("contact", ["Job title"], "was edited since", "Sam")]
    assert plan.conflicts[0].subject == contact


def test_the_newest_edit_of_the_field_is_told(sales_rep):
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")
    change(contact, by=make_user(first_name="Eve"), title="Boss")
    change(contact, by=sales_rep, title="Chief")
    change(contact, by=make_user(first_name="Kim"), city="Ulm")

    assert [row[-1] for row in stays(undone(made))] == ["Sam"]


@pytest.mark.unbooked
@pytest.mark.django_db(transaction=True)
def test_edit_outside_the_program_is_told_as_somebody_s():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")
    Contact.objects.update(title="Boss")

    assert stays(undone(made)) == [("contact", ["Job title"], "was edited since", "Somebody outside the program")]


def test_column_that_the_set_did_not_change_is_left_alone():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")
    change(contact, city="Ulm")

    plan = undone(made)

    assert (said(contact, "title", "city"), stays(plan)) == (("CTO", "Ulm"), [])


def test_field_that_somebody_has_set_back_already_is_no_conflict():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")
    change(contact, title="CTO")

    plan = undone(made)

    assert (plan.changes, stays(plan)) == (0, [])


def test_field_that_is_again_as_the_set_left_it_goes_back():
    contact = make_contact(title="CTO")
    made = change(contact, title="CEO")
    change(contact, title="Boss")
    change(contact, title="CEO")

    undone(made)

    assert said(contact, "title") == ("CTO",)


def test_postal_address_goes_back_whole_or_not_at_all():
    contact = make_contact(city="Ulm", postal_code="89073", title="CTO")
    made = change(contact, city="Bonn", postal_code="53111", title="CEO")
    change(contact, address_line2="3rd floor")

    plan = undone(made)

    assert said(contact, "city", "postal_code", "title") == ("Bonn", "53111", "CTO")
    assert [row[1] for row in stays(plan)] == [["Address, second line"]]


def test_amount_and_currency_of_a_deal_are_one():
    deal = make_deal(make_contact(), amount=100, currency="EUR")
    with booked() as made:
        type(deal).objects.update(amount=120)
    with booked():
        type(deal).objects.update(currency="USD")

    plan = undone(made)

    deal.refresh_from_db()
    assert (deal.amount, deal.currency, counted(plan)) == (120, "USD", {"deal": (0, 0, 0, 1, 0)})


def test_amount_in_base_currency_follows():
    deal = make_deal(make_contact(), amount=100)
    with booked() as made:
        type(deal).objects.update(amount=120)

    undone(made)

    deal.refresh_from_db()
    assert (deal.amount, deal.amount_base) == (100, 100)


def test_custom_fields_go_back_key_by_key(sales_rep):
    make_custom_field(key="size", label="Shoe size")
    contact = make_contact(custom_fields={"size": 38, "hat": 7})
    made = change(contact, custom_fields={"size": 39, "hat": 7, "colour": "red", "lens": "L"})
    change(contact, by=sales_rep, custom_fields={"size": 40, "hat": 8, "colour": "red", "lens": "L"})

    plan = undone(made)

    assert said(contact, "custom_fields") == ({"size": 40, "hat": 8},)
    assert stays(plan) == [("contact", ["Shoe size"], "was edited since", "Sam")]


def test_number_is_read_anew_and_so_it_is_where_its_country_goes_back():
    home = make_contact(phone="030 901820", country="DE", mobile="+44 20 7946 0018")
    abroad = make_contact(phone="030 901820", country="DE")
    before = cells()
    change(home, phone="12")
    made = change(abroad, country="GB")
    with booked() as both:
        for contact in (home, abroad):
            contact.refresh_from_db()
            contact.phone, contact.country = "x", "FR"
            contact.save()
    undone(both)
    undone(made)

    assert said(home, "phone_e164", "mobile_e164") == ("", "+442079460018")
    assert said(abroad, "phone", "phone_e164") == ("030 901820", "+4930901820")
    assert {cell[2] for cell in differences(before, cells())} == {"phone", "phone_e164"}


def test_number_without_a_country_is_one_of_the_default_region(settings):
    settings.DEFAULT_REGION = "DE"
    contact = make_contact(phone="030 901820")
    made = change(contact, phone="")

    undone(made)

    assert said(contact, "phone_e164") == ("+4930901820",)


def test_version_counts_on():
    contact = make_contact()
    made = change(contact, title="CEO")

    undone(made)

    assert said(contact, "version") == (3,)


def test_last_activity_follows_its_activities():
    contact = make_contact()
    activity = make_activity(contact, occurred_at=timezone.now() - timedelta(days=3))
    with booked() as made:
        Activity.objects.update(occurred_at=timezone.now())

    undone(made)

    assert said(contact, "last_activity_at") == (activity.occurred_at,)


def test_owner_who_is_gone_cannot_come_back():
    user = make_user()
    contact = make_contact(owner=user, title="CTO")
    made = change(contact, owner=None, title="CEO")
    with booked():
        user.delete()

    plan = undone(made)

    assert said(contact, "owner", "title") == (None, "CTO")
    assert cannot(plan) == [("contact", ["Owner"], "it is gone for good, or what it named is")]


def test_what_somebody_wrote_between_two_chunks_of_the_set_stays(sales_rep):
    contact = make_contact(title="CTO", city="Ulm")
    made = change(contact, title="CEO", city="Bonn")
    change(contact, by=sales_rep, title="Boss", department="Sales")
    with booked_on(made):
        Contact.objects.update(phone="x")

    plan = undone(made)

    assert said(contact, "title", "city", "department", "phone") == ("Boss", "Ulm", "Sales", "")
    assert stays(plan) == [("contact", ["Job title"], "was edited since", "Sam")]


def test_custom_fields_that_somebody_wrote_between_two_chunks_stay(sales_rep):
    contact = make_contact()
    made = change(contact, custom_fields={"size": 39})
    change(contact, by=sales_rep, custom_fields={"size": 40})
    with booked_on(made):
        Contact.objects.update(custom_fields={"size": 40, "hat": 7})

    plan = undone(made)

    assert (said(contact, "custom_fields"), stays(plan)[0][-1]) == (({"size": 40, "hat": 7},), "Sam")


def test_column_that_came_into_the_history_later_is_left_alone():
    contact = make_contact(title="CTO", city="Ulm")
    made = change(contact, title="CEO", city="Bonn")
    later = Table(Contact, {"title": timezone.now() + timedelta(days=1)})

    with connection.cursor() as cursor:
        verdicts.create(cursor)
        verdicts.judge(cursor, later, made)
        cursor.execute("SELECT columns FROM undoing_contact")

        assert cursor.fetchall() == [(["city"],)]


def test_queries_do_not_grow_with_the_rows():
    few, many = queries_of_undo(1), queries_of_undo(3)

    assert few == many


def queries_of_undo(rows):
    contacts = [make_contact(title="CTO") for _ in range(rows)]
    ours = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
    for contact in contacts:
        make_task(contact, title="Call")
    with booked() as made:
        ours.update(title="CEO", phone="030 1", custom_fields={"size": 1})
        Task.objects.filter(contact__in=ours).update(title="Write")
    with booked():
        ours.update(title="Boss")
    with CaptureQueriesContext(connection) as queries:
        plan = undone(made)
    assert counted(plan) == {"contact": (rows, 0, 0, rows, 0), "task": (rows, 0, 0, 0, 0)}
    return len(queries)
