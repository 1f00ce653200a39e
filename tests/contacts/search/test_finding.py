"""Who is found by what is typed, and why."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Activity, Company, Contact, Tag
from contacts.search import find, matching
from tests.factories import booked, make_activity, make_company, make_contact, make_user

HUGE = "ada " * 262_144


def found(text: str, **options) -> list[str]:
    options = {"to": None} | options
    hits = find(Contact.objects.live(), text, **options)
    names = dict(Contact.objects.values_list("pk", "first_name"))
    return [names[hit.contact] for hit in hits]


def reasons(text: str) -> dict[str, str]:
    names = dict(Contact.objects.values_list("pk", "first_name"))
    return {names[hit.contact]: hit.reason for hit in find(Contact.objects.live(), text, to=None)}


HARMFUL = [
    "", " ", "\x00", "%", "_", "_da", "%a%", "'", "\\", "''", "ada'--", "' OR 1=1 --", "'); DROP TABLE x; --",
    "ada \\", "ada\\' | 'zoe", "!ada", "ada | zoe", "ada:*", "<ada", "(", "&", "🦄", "\u202eada", "\ud800", "\u200b",
    "~", "~1", "+", "@", "@@", "@.", "a@", "0000", "+0000", "+99", "٣٤٥٦", "①②③④", "ﷺ", "İ", "ß", "１２３４５６",
    "-" * 255, "a" * 255, "1" * 255, "x@" * 100, "ada\nzoe\tnobody", "NULL", "None", "$1", "%s", "{0}",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMFUL)
def test_odd_text_finds_nobody_who_is_not_called_so(people, text):
    assert found(text) in ([], ["Ada"])


def test_a_megabyte_of_text_finds_nobody_and_asks_nothing(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find(Contact.objects.live(), HUGE, to=None) == []


def test_an_empty_box_leaves_all(people):
    assert matching(Contact.objects.all(), " ", to=None).count() == 3


def test_a_box_with_nothing_legible_leaves_nobody(people):
    assert matching(Contact.objects.all(), "\x00", to=None).count() == 0


@pytest.mark.parametrize("text", ["nobody", "zoe nobody", "nobody@example.com", "+49 30 111111", "Vries Ada"])
def test_what_is_not_there_is_not_found(people, text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("zoe de vries", "Zoë", "name"),
        ("Vries, Zoë", "Zoë", "name"),
        ("VRI zo", "Zoë", "name"),
        ("vries z", "Zoë", "name"),
        ("oneill", "Jean-Luc", "name"),
        ("o'neill luc", "Jean-Luc", "name"),
        ("zoe.devries@mail.example.com", "Zoë", "e-mail zoe.devries@mail.Example.com"),
        ("ZOE.DEV", "Zoë", "e-mail zoe.devries@mail.Example.com"),
        ("devries@mail", "Zoë", "e-mail zoe.devries@mail.Example.com"),
        ("@mail.example", "Zoë", "e-mail zoe.devries@mail.Example.com"),
        ("@former.example", "Zoë", "e-mail old@former.example"),
        ("former.example", "Zoë", "e-mail old@former.example"),
        ("OLD@", "Zoë", "e-mail old@former.example"),
        ("+49 30 901820", "Zoë", "phone +49 (0)30 901820"),
        ("0049-30-90 18 20", "Zoë", "phone +49 (0)30 901820"),
        ("(030) 901820", "Zoë", "phone +49 (0)30 901820"),
        ("901820", "Zoë", "phone +49 (0)30 901820"),
        ("+49 30 90", "Zoë", "phone +49 (0)30 901820"),
        ("tel:+442079460958", "Ada", "phone +44 20 7946 0958"),
        ("020 7946 0958", "Ada", "phone +44 20 7946 0958"),
        ("089 765 43 21", "Jean-Luc", "phone 089/7654321"),
        ("+49 89 7654321", "Jean-Luc", "phone 089/7654321"),
        ("purchasing", "Zoë", "title Head of Purchasing"),
        ("vries purchasing", "Zoë", "title Head of Purchasing"),
        ("muller son", "Zoë", "company Müller & Søn GmbH"),
        ("zoe müller", "Zoë", "company Müller & Søn GmbH"),
        ("müller de vries", "Zoë", "company Müller & Søn GmbH"),
        ("trade fair", "Zoë", "tag Trade fair"),
        ("vries trade", "Zoë", "tag Trade fair"),
        ("lathes easter", "Ada", "note: Offer: She wants forty lathes by Easter."),
        ("zoe de vires", "Zoë", "similar name"),
        ("zoe de vris", "Zoë", "similar name"),
        ("vriess", "Zoë", "similar name"),
        ("Jaen-Luc O'Neil", "Jean-Luc", "similar name"),
    ],
)
def test_somebody_is_found_and_told_by_what(people, text, name, reason):
    assert reasons(text) == {name: reason}


def test_who_is_called_just_so_comes_first(db):
    make_contact(first_name="Adam", last_name="Aa")
    make_contact(first_name="Adamant", last_name="Zz", title="Adam of all")
    make_contact(first_name="Ada", last_name="Zz")
    make_contact(first_name="Eve", last_name="Aa", title="Ada's successor")

    assert found("ada") == ["Ada", "Adam", "Adamant", "Eve"]


def test_no_slip_is_looked_for_where_somebody_is_called_so(db):
    make_contact(first_name="Marten")
    make_contact(first_name="Martin")

    assert found("marten") == ["Marten"]


def test_the_nearest_slip_comes_first(db):
    make_contact(first_name="Jonathan", last_name="Smyth")
    make_contact(first_name="Jonathan", last_name="Smith")
    make_contact(first_name="Johnathan", last_name="Smithe")

    assert found("Jonathan Smitj")[0] == "Jonathan"


def test_so_many_are_found_at_most(db):
    for _ in range(3):
        make_contact(first_name="Ada")

    assert found("ada", most=2) == ["Ada", "Ada"]


def test_a_number_that_somebody_has_is_not_looked_for_as_a_word(people):
    make_contact(first_name="Eve", title="Agent 901820")

    assert reasons("901820") == {"Zoë": "phone +49 (0)30 901820"}
    assert reasons("agent 901820") == {"Eve": "title Agent 901820"}


def test_the_search_stays_within_the_rows_it_is_given(people):
    for text in ("ada", "ada@example.org", "+442079460958", "lathes", "aad", "zoega"):
        assert find(Contact.objects.none(), text, to=None) == []
        assert find(Contact.objects.filter(first_name="Zoë"), text, to=None) == []


def test_deleted_people_are_found_among_the_deleted(people):
    with booked():
        Contact.objects.filter(pk=people["Zoë"].pk).soft_delete()

    assert found("vries") == []
    for text in ("vries", "zoe.devries@mail.example.com", "901820", "muller", "trade fair"):
        assert [hit.contact for hit in find(Contact.objects.deleted(), text, to=None)] == [people["Zoë"].pk]


def test_deleted_notes_companies_and_tags_find_nobody(people):
    with booked():
        Activity.objects.soft_delete()
        Company.objects.soft_delete()
        Tag.objects.soft_delete()

    assert [found(text) for text in ("lathes", "muller", "trade")] == [[], [], []]


def test_notes_find_nobody_for_somebody_who_may_not_see_them(people, outsider, admin):
    assert found("lathes", to=outsider) == []
    assert found("lathes", to=admin) == ["Ada"]


def test_notes_of_colleagues_find_nobody_for_somebody_who_sees_their_own(people, settings, sales_rep):
    settings.REPS_SEE_ALL = False
    sales_rep.groups.add(Group.objects.get(name="Sales rep"))
    own = make_contact(first_name="Eve", owner=sales_rep)
    make_activity(own, subject="Lathes", owner=make_user())

    assert found("lathes", to=sales_rep) == ["Eve"]


def test_a_name_that_many_have_costs_no_more_queries(people):
    company = make_company(name="Zoltan Works")
    for number in range(30):
        make_contact(first_name="Zoltan", last_name=f"Smith{number}", company=company)

    assert queries("zoltan", most=20) == 2
    assert queries("zoltan") == 5


def queries(text: str, **options) -> int:
    with CaptureQueriesContext(connection) as captured:
        find(Contact.objects.live(), text, to=None, **options)
    return len(captured)
