"""Who is meant: the contacts that the list shows, and never more."""

import json

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.test import Client

from contacts.exceptions import TooMany, UnknownFilter, UnknownFilterValue
from contacts.models import Activity, Company, Contact, ContactEmail, ContactPhone, ContactTag, CustomField, Tag
from contacts.selection import MOST, Selection, contacts_of, picked
from tests.contacts.admin.pages import url
from tests.factories import booked, make_company, make_contact, make_custom_field, make_tag, make_user

pytestmark = pytest.mark.django_db

LIST = url(Contact, "changelist")


@pytest.fixture
def browser(settings):
    # Static files are not listed when it is made.
    settings.WHITENOISE_AUTOREFRESH = True
    return Client()


@pytest.fixture
def people(admin):
    """Somebody for each filter, and somebody for none."""
    make_custom_field(key="colour", type=CustomField.Type.CHOICE, choices=["red", "blue"])
    make_custom_field(key="topics", type=CustomField.Type.MULTIPLE_CHOICE, choices=["news", "offers"])
    make_custom_field(key="vip", type=CustomField.Type.BOOLEAN)
    tag, acme = make_tag(name="VIP"), make_company(name="Acme")
    tagged = make_contact(first_name="Ada", lifecycle_stage="lead", owner=admin, custom_fields={"colour": "red"})
    make_contact(last_name="Acheson", lead_status="new", company=acme, custom_fields={"topics": ["news", "offers"]})
    make_contact(email="ada@example.com", phone="+49 30 1234567", custom_fields={"vip": False, "colour": "blue"})
    gone = make_contact(first_name="Ada", lifecycle_stage="lead", owner=make_user(), company=acme)
    make_contact()
    with booked():
        ContactTag.objects.create(contact=tagged, tag=tag)
        ContactEmail.objects.create(contact=tagged, email="further@example.org")
        ContactPhone.objects.create(contact=tagged, number="+49 89 7654321")
        Contact.objects.filter(pk=gone.pk).soft_delete()


QUERIES = {
    "": 4,
    "lifecycle_stage=lead": 1,
    "lead_status=new": 1,
    "owner__id__exact={owner}": 1,
    "company__id__exact={company}": 1,
    "tag={tag}": 1,
    "custom_colour=red": 1,
    "custom_topics=offers": 1,
    "custom_vip=false": 1,
    "q=ad": 2,
    "q=acme": 1,
    "q=further@": 1,
    "q=%2B49 89 7654321": 1,
    "q=+": 4,
    "deleted=yes": 1,
    "deleted=yes&lifecycle_stage=lead": 1,
    "q=ada&custom_colour=red&lifecycle_stage=lead": 1,
    "custom_colour=red&custom_vip=false": 0,
}


@pytest.mark.parametrize(("query", "count"), QUERIES.items())
def test_all_matches_of_filters_are_those_that_the_list_shows(browser, people, admin, query, count):
    query = query.format(owner=admin.pk, company=Company.objects.get().pk, tag=Tag.objects.get().pk)
    browser.force_login(admin)

    listed = browser.get(f"{LIST}?{query}").context["cl"].queryset
    meant = contacts_of(Selection(filters=QueryDict(query).dict()), admin)

    assert set(meant) == set(listed)
    assert len(meant) == count


@pytest.mark.parametrize("sees_all", [True, False])
def test_all_matches_are_those_that_the_user_may_see(browser, people, settings, sees_all):
    settings.REPS_SEE_ALL = sees_all
    rep = make_user(is_staff=True)
    rep.groups.add(Group.objects.get(name="Sales rep"))
    own = make_contact(first_name="Ada", owner=rep)
    browser.force_login(rep)

    meant = set(contacts_of(Selection(filters={"q": "ada"}), rep))

    assert meant == set(browser.get(f"{LIST}?q=ada").context["cl"].queryset)
    assert (own in meant, len(meant)) == (True, 3 if sees_all else 1)


def test_nobody_is_meant_by_somebody_without_rights(people, outsider):
    assert set(contacts_of(Selection(), outsider)) == set()


@pytest.mark.parametrize("name", ["city", "q__contains", "custom_size", "id__in", ""])
def test_what_narrows_the_list_but_is_not_known_is_refused(people, admin, name):
    with pytest.raises(UnknownFilter):
        contacts_of(Selection(filters={"q": "ada", name: "x"}), admin)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lifecycle_stage", "gone"),
        ("lead_status", ""),
        ("tag", "63d3e5c2-0000-4000-8000-000000000000"),
        ("tag", "x"),
        ("owner__id__exact", "x"),
        ("company__id__exact", ""),
        ("custom_colour", "green"),
        ("custom_vip", "maybe"),
        ("deleted", "1"),
    ],
)
def test_a_value_that_is_not_offered_is_refused(people, admin, name, value):
    with pytest.raises(UnknownFilterValue):
        contacts_of(Selection(filters={name: value}), admin)


def test_a_tag_that_was_deleted_meanwhile_is_refused(people, admin):
    tag = Tag.objects.get()
    with booked():
        Tag.objects.soft_delete()

    with pytest.raises(UnknownFilterValue):
        contacts_of(Selection(filters={"tag": str(tag.pk)}), admin)


def test_named_contacts_are_meant_whatever_they_are_filtered_by(people, admin):
    named = list(Contact.objects.order_by("pk")[:2])

    selection = Selection.of(Contact.objects.filter(pk__in=[contact.pk for contact in named]))

    assert list(contacts_of(selection, admin).order_by("pk")) == named


def test_no_named_contact_means_nobody(people, admin):
    assert list(contacts_of(Selection(ids=()), admin)) == []


@pytest.mark.parametrize("selection", [Selection(), Selection(filters={"q": "ada", "deleted": "yes"})])
def test_filters_survive_json(selection):
    assert Selection.from_json(json.loads(json.dumps(selection.as_json()))) == selection


def test_ids_survive_json(people):
    selection = Selection.of(Contact.objects.all())

    assert len(selection.ids) == 5
    assert Selection.from_json(json.loads(json.dumps(selection.as_json()))) == selection


def test_the_tables_that_tell_who_is_meant_are_known(people):
    tag = str(Tag.objects.get().pk)
    searched = {ContactTag, ContactEmail, ContactPhone, Company, Activity}

    assert Selection(filters={"lifecycle_stage": "lead"}).told_by() == set()
    assert Selection(filters={"tag": tag, "q": "ada"}).told_by() == searched
    assert Selection.of(Contact.objects.all()).told_by() == set()


def test_picked_ids_are_in_order_and_not_too_many(db):
    with booked():
        Contact.objects.bulk_create(Contact(email=f"p{n}@example.com", source="import") for n in range(MOST + 1))
    ids = sorted(Contact.objects.values_list("pk", flat=True))

    assert picked(Contact.objects.filter(pk__in=ids[:3])) == ids[:3]
    with pytest.raises(TooMany):
        picked(Contact.objects.all())
