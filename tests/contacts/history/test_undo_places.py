"""Undo where a name, a domain, an id has been given to another row since."""

import pytest

from contacts.history.undoing.tables import PLACES, tables
from contacts.models import Company, ContactList, ContactTag, ExternalId, Tag
from tests.contacts.history.undos import cannot, undone
from tests.factories import booked, make_company, make_contact, make_tag

pytestmark = pytest.mark.django_db

TAKEN = "another one has its place now"


def test_every_unique_constraint_that_is_no_list_of_columns_is_known():
    named = {
        constraint.name
        for table in tables()
        for constraint in table.model._meta.constraints
        if hasattr(constraint, "nulls_distinct") and (constraint.expressions or constraint.condition is not None)
    }

    assert named == set(PLACES)


def test_name_that_another_tag_has_by_now_cannot_come_back():
    tag = make_tag(name="VIP", colour="#000000")
    with booked() as made:
        Tag.objects.update(name="Gold", colour="#ffffff")
    make_tag(name="vip")

    plan = undone(made)

    tag.refresh_from_db()
    assert (tag.name, tag.colour, cannot(plan)) == ("Gold", "#000000", [("tag", ["Name"], TAKEN)])


def test_list_whose_name_another_one_has_by_now_stays_deleted():
    with booked():
        ContactList.objects.create(name="Newsletter")
    with booked() as made:
        ContactList.objects.all().soft_delete()
    with booked():
        ContactList.objects.create(name="NEWSLETTER")

    plan = undone(made)

    assert (ContactList.objects.live().count(), plan.changes, len(cannot(plan))) == (1, 0, 1)


def test_domain_that_another_company_has_by_now_cannot_come_back():
    company = make_company(domain="acme.example", city="Ulm")
    with booked() as made:
        Company.objects.update(domain="", city="Bonn")
    make_company(domain="acme.example")

    plan = undone(made)

    company.refresh_from_db()
    assert (company.domain, company.city, cannot(plan)[0][2]) == ("", "Ulm", TAKEN)


def test_place_that_the_set_itself_had_given_away_is_free_again():
    tag = make_tag(name="VIP")
    with booked() as made:
        Tag.objects.update(name="Gold")
        Tag.objects.create(name="VIP")

    plan = undone(made)

    assert (list(Tag.objects.live()), Tag.objects.get(pk=tag.pk).name, cannot(plan)) == ([tag], "VIP", [])


def test_names_that_were_passed_on_come_back_by_a_second_undo():
    first, second = make_tag(name="one"), make_tag(name="two")
    with booked() as made:
        Tag.objects.filter(pk=second.pk).update(name="three")
        Tag.objects.filter(pk=first.pk).update(name="two")

    undone(made), undone(made)

    assert [Tag.objects.get(pk=tag.pk).name for tag in (first, second)] == ["one", "two"]


def test_external_id_that_leads_to_another_contact_by_now_stays_there():
    contact, other = make_contact(), make_contact()
    with booked():
        contact.external_ids.create(system="shop", value="7")
    with booked() as made:
        ExternalId.objects.all().delete()
    with booked():
        other.external_ids.create(system="shop", value="7")

    plan = undone(made)

    assert ExternalId.objects.get().contact == other
    assert cannot(plan) == [("externalid", ["System", "Id"], TAKEN)]


def test_tag_does_not_go_back_to_a_contact_that_bears_it_again():
    contact, other, tag = make_contact(), make_contact(), make_tag()
    with booked():
        contact.contact_tags.create(tag=tag)
    with booked() as made:
        ContactTag.objects.update(contact=other)
    with booked():
        contact.contact_tags.create(tag=tag)

    plan = undone(made)

    assert (ContactTag.objects.count(), cannot(plan)) == (2, [("contacttag", ["Contact"], TAKEN)])
