"""What wants cleaning."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from contacts.bouncing import forget_bounces, note_bounces
from contacts.filters import matching, parse, sentence
from contacts.lists import TO_CLEAN, follow_changes, in_question, make_segments, problems
from contacts.models import Contact, ContactList
from tests.factories import booked, make_activity, make_contact, make_custom_field, make_list, make_user

pytestmark = pytest.mark.django_db

NO_CITY = {"field": "city", "operator": "is_empty"}
LONG_AGO = timedelta(366)


def found(name, *, now=None):
    return set(matching(parse(TO_CLEAN[name][1]), now=now or timezone.now()))


def test_numbers_that_cannot_be_read_are_found():
    make_contact()
    make_contact(phone="+49 30 1234567", mobile="+49 170 1234567")
    unreadable = {make_contact(phone="ask her"), make_contact(phone="+49 30 1234567", mobile="123")}

    assert found("Unreadable telephone number") == unreadable


def test_countries_that_nobody_knows_are_found():
    make_contact(), make_contact(country="IT")
    unknown = make_contact(country="Atlantis")

    assert found("Unknown country") == {unknown}


def test_contacts_without_a_name_are_found():
    make_contact(first_name="Ann"), make_contact(last_name="Lee")
    nameless = make_contact()

    assert found("No name") == {nameless}


def test_contacts_whose_mail_came_back_are_found():
    make_contact()
    main, further = make_contact(), make_contact()
    with booked():
        further.emails.create(email="further@example.com")
    note_bounces([main.email, "further@example.com"], at=timezone.now(), by=None, door="command")

    assert found("Bounced") == {main, further}


def test_bounce_is_followed_by_its_list():
    contact_list = make_list(TO_CLEAN["Bounced"][1]["all"][0])
    contact = make_contact()
    follow_changes(now=timezone.now())

    note_bounces([contact.email], at=timezone.now(), by=None, door="command")
    follow_changes(now=timezone.now())
    assert contact_list.list_members.count() == 1

    forget_bounces(Contact.objects.all(), by=None, door="command")
    follow_changes(now=timezone.now())
    assert contact_list.list_members.count() == 0


def test_contacts_that_nobody_has_spoken_with_for_a_year_are_stale():
    spoken, silent = make_contact(), make_contact()
    now = timezone.now() + LONG_AGO
    make_activity(spoken, occurred_at=timezone.now())
    assert found("Stale", now=now - timedelta(10)) == set()

    with booked():
        Contact.objects.filter(pk=spoken.pk).update(last_contacted_at=now - timedelta(30))

    assert found("Stale", now=now) == {silent}


def test_checks_say_in_english_whom_they_find():
    sentences = [sentence(parse(filters)) for _, filters in TO_CLEAN.values()]

    assert sentences[:4] == [
        "Unreadable number is yes.",
        "Unknown country is yes.",
        "Name is not known.",
        "Mail came back is yes.",
    ]


def test_base_that_has_lists_gets_the_checks_that_are_new_to_it():
    make_list(name="no name")

    make_segments(using="default")
    make_segments(using="default")

    made = ContactList.objects.filter(wants_cleaning=True)
    assert set(made.values_list("name", flat=True)) == set(TO_CLEAN) - {"No name"}


def test_checks_that_were_deleted_or_renamed_do_not_come_back():
    make_segments(using="default")
    checks = ContactList.objects.filter(wants_cleaning=True)
    with booked():
        checks.filter(name="Bounced").update(deleted_at=timezone.now())
        checks.filter(name="Stale").update(name="Forgotten")
    before = set(ContactList.objects.values_list("pk", flat=True))

    make_segments(using="default")

    assert set(ContactList.objects.values_list("pk", flat=True)) == before


def test_base_with_earlier_checks_gets_the_one_that_came_later():
    earlier = TO_CLEAN.keys() - {"Bounced"}
    for name in earlier:
        make_list(name=name, wants_cleaning=True, deleted_at=timezone.now())

    make_segments(using="default")

    assert list(ContactList.objects.live().values_list("name", flat=True)) == ["Bounced"]


def test_other_lists_are_no_problems(admin):
    make_list(NO_CITY)
    make_list(NO_CITY, wants_cleaning=True, deleted_at=timezone.now())

    assert problems(admin) == []


def test_problem_that_was_not_counted_yet_has_no_count(admin):
    make_list(NO_CITY, wants_cleaning=True)

    assert [problem.count for problem in problems(admin)] == [None]


def test_problem_is_counted_when_its_list_is_built_and_follows_changes(admin):
    make_list(NO_CITY, wants_cleaning=True)
    contact = make_contact()
    make_contact()
    follow_changes(now=timezone.now())
    assert [problem.count for problem in problems(admin)] == [2]

    with booked():
        Contact.objects.filter(pk=contact.pk).update(city="Rome")
    follow_changes(now=timezone.now())

    assert [problem.count for problem in problems(admin)] == [1]


def test_contacts_whom_the_user_may_not_see_are_not_counted(settings):
    settings.REPS_SEE_ALL = False
    rep = user_with_rights()
    make_list(NO_CITY, wants_cleaning=True)
    make_contact(owner=rep), make_contact()
    follow_changes(now=timezone.now())

    assert [problem.count for problem in problems(rep)] == [1]


def test_problems_take_the_same_queries_however_many_there_are(admin, django_assert_num_queries):
    for _ in range(3):
        make_list(NO_CITY, wants_cleaning=True)
    follow_changes(now=timezone.now())

    with django_assert_num_queries(1):
        problems(admin)


def test_static_list_may_want_cleaning_too(admin):
    contact_list = make_list(type="static", filters={}, wants_cleaning=True)
    with booked():
        contact_list.list_members.create(contact=make_contact())

    assert [problem.count for problem in problems(admin)] == [1]


def user_with_rights():
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contact", "view_contactlist"]))
    return user


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, []),
        ({"all": [{"field": "gone", "operator": "is_set"}]}, []),
        ({"all": [{"field": "deals.count", "operator": "equals", "value": 0}]}, []),
        ({"all": [{"field": "company.city", "operator": "is_empty"}]}, []),
        ({"all": [{"field": "custom.nps", "operator": "is_empty"}]}, ["custom.nps"]),
        (
            {"any": [{"field": "lifecycle_stage", "operator": "equals", "value": "customer"}, {"not": NO_CITY}]},
            ["city", "lifecycle_stage"],
        ),
        (TO_CLEAN["Unknown country"][1], ["country"]),
        (TO_CLEAN["No name"][1], ["first_name", "last_name"]),
        (TO_CLEAN["Bounced"][1], []),
    ],
)
def test_fields_that_a_list_asks_about(filters, names):
    make_custom_field(key="nps", type="number")

    assert in_question(make_list(filters=filters)) == names
