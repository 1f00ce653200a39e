"""Pages of lists."""

from http import HTTPStatus

import pytest

from contacts.models import Contact, Stage, Tag
from tests.contacts.api.client import errors, ids
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag

pytestmark = pytest.mark.django_db


def walk(api, address: str, link: str = "next", between=lambda: None) -> list[list[str]]:
    """The ids on each page from an address on."""
    pages = []
    while address:
        answer = api.get(address)
        pages.append(ids(answer))
        address = answer.json()[link]
        between()
    return pages


@pytest.mark.parametrize(
    ("parameters", "refused"),
    [
        ({"cursor": "x"}, {"cursor": "bad_cursor"}),
        ({"cursor": "after.00000000-0000-7000-8000-000000000000.0123456789abcdef"}, {"cursor": "bad_cursor"}),
        ({"cursor": ""}, {"cursor": "blank"}),
        ({"page_size": "0"}, {"page_size": "invalid"}),
        ({"page_size": "201"}, {"page_size": "invalid"}),
        ({"page_size": "-1"}, {"page_size": "invalid"}),
        ({"page_size": "²"}, {"page_size": "invalid"}),
        ({"page_size": ["5", "6"]}, {"page_size": "repeated"}),
        ({"ordering": "email"}, {"ordering": "invalid"}),
        ({"ordering": "--id"}, {"ordering": "invalid"}),
        ({"ordering": "relevance"}, {"ordering": "invalid"}),
        ({"ordering": "-relevance"}, {"ordering": "invalid"}),
    ],
)
def test_parameter_that_makes_no_sense_is_refused(api, parameters, refused):
    make_contact()

    answer = api.get("contacts/", **parameters)

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, refused)


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name"])
def test_walk_meets_every_row_once_in_order_and_back(api, ordering):
    for name in ["Doe", "", "Doe", "Ångström", "", "doe", "Doe"]:
        make_contact(last_name=name)
    columns = {"id": ["pk"], "name": ["last_name", "first_name", "pk"]}[ordering.removeprefix("-")]
    expected = list(map(str, Contact.objects.order_by(*columns).values_list("pk", flat=True)))
    expected = expected[::-1] if ordering.startswith("-") else expected

    pages = walk(api, f"contacts/?page_size=2&ordering={ordering}")

    last = api.get(f"contacts/?page_size=6&ordering={ordering}").json()["next"]
    back = walk(api, last, "previous")
    assert pages == [expected[:2], expected[2:4], expected[4:6], expected[6:]]
    assert back == [expected[6:], expected[:6]]


@pytest.mark.parametrize("ordering", ["id", "-id", "name"])
def test_walk_meets_every_row_once_while_rows_are_added_and_deleted(api, ordering):
    contacts = [make_contact(last_name=f"Name {number % 3}") for number in range(9)]
    kept = {str(contact.pk) for contact in contacts}

    def happen():
        with booked():
            make_contact(last_name="Name 1")
            Contact.objects.exclude(pk__in=kept).soft_delete()
        make_contact(last_name="Name 2")

    met = [pk for page in walk(api, f"contacts/?page_size=2&ordering={ordering}", between=happen) for pk in page]

    assert sorted(pk for pk in met if pk in kept) == sorted(kept)
    assert len(met) == len(set(met))


def test_cursor_outlives_the_row_that_it_names(api):
    rows = sorted((make_contact() for _ in range(3)), key=lambda contact: contact.pk)
    following = api.get("contacts/?page_size=1").json()["next"]
    with booked():
        Contact.objects.filter(pk=rows[0].pk).soft_delete()

    assert ids(api.get(following)) == [str(rows[1].pk)]


def test_cursor_of_a_row_that_has_another_place_by_now_is_refused(api):
    for name in ("A", "B", "C"):
        make_contact(last_name=name)
    following = api.get("contacts/?page_size=1&ordering=name").json()["next"]
    with booked():
        Contact.objects.filter(last_name="A").update(last_name="Z")

    assert errors(api.get(following)) == {"cursor": "bad_cursor"}


def test_cursor_of_another_order_is_refused(api):
    make_contact(), make_contact()
    cursor = api.get("contacts/?page_size=1").json()["next"].partition("cursor=")[2].partition("&")[0]

    assert errors(api.get("contacts/", cursor=cursor, ordering="-id")) == {"cursor": "bad_cursor"}


def test_addresses_of_pages_tell_nobodys_name(api):
    make_contact(last_name="Lovelace"), make_contact(last_name="Lovelace")

    page = api.get("contacts/?page_size=1&ordering=name").json()

    assert "Lovelace" in str(page["results"])
    assert "lovelace" not in page["next"].lower()
    assert "TG92ZWxhY2" not in page["next"]


def test_pages_keep_the_filters(api):
    for number in range(3):
        make_contact(last_name="Doe", city=f"City {number}")
    make_contact(last_name="Roe")

    pages = walk(api, "contacts/?search=doe&page_size=2")

    assert [len(page) for page in pages] == [2, 1]


@pytest.fixture
def likely():
    """Those whom “ann” finds, as they rank; added in another order."""
    names = ["Anna", "Ann", "Hannah", "Annabel", "Ann Lee"]
    made = {name: make_contact(first_name=name) for name in names}
    make_contact(first_name="Bob")
    return [str(made[name].pk) for name in ("Ann", "Ann Lee", "Anna", "Annabel")]


def test_search_gives_the_likeliest_first(api, likely):
    assert ids(api.get("contacts/", search="ann")) == likely
    assert ids(api.get("contacts/", search="ann", ordering="-relevance")) == likely[::-1]
    assert ids(api.get("contacts/", search="ann", ordering="id")) == sorted(likely)


def test_walk_through_a_search_meets_everybody_once_in_order_and_back(api, likely):
    pages = walk(api, "contacts/?search=ann&page_size=1")

    last = api.get("contacts/?search=ann&page_size=3").json()["next"]
    assert pages == [[pk] for pk in likely]
    assert walk(api, last, "previous") == [likely[3:], likely[:3]]


def test_walk_through_a_search_goes_on_where_somebody_likelier_was_added_meanwhile(api, likely):
    first = api.get("contacts/?search=ann&page_size=2").json()
    make_contact(first_name="Ann", last_name="")

    assert ids(api.get(first["next"])) == likely[2:]


def test_walk_through_a_search_ends_where_its_last_one_is_not_found_any_more(api, likely):
    first = api.get("contacts/?search=ann&page_size=1").json()
    with booked():
        Contact.objects.filter(pk=likely[0]).soft_delete()

    assert errors(api.get(first["next"])) == {"cursor": "bad_cursor"}


def test_search_that_finds_nobody_has_no_pages(api, likely):
    assert api.get("contacts/", search="nobody of this name").json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("kind", "ordering", "make"),
    [
        ("activities", "occurred_at", lambda: make_activity(make_contact())),
        ("companies", "name", make_company),
        ("deals", "created_at", lambda: make_deal(make_contact())),
    ],
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_walk_in_another_order_meets_every_row_once(api, kind, ordering, make, sign):
    rows = [make() for _ in range(5)]
    columns = [f"{sign}{ordering}", f"{sign}pk"]
    expected = list(map(str, type(rows[0]).objects.order_by(*columns).values_list("pk", flat=True)))

    pages = walk(api, f"{kind}/?page_size=2&ordering={sign}{ordering}")

    assert [pk for page in pages for pk in page] == expected


def test_tags_are_ordered_by_their_names_in_any_case(api):
    for name in ("b", "A", "C"):
        make_tag(name=name)

    pages = walk(api, "tags/?ordering=name&page_size=1")

    assert [Tag.objects.get(pk=pk).name for [pk] in pages] == ["A", "b", "C"]


def test_stages_come_in_their_order(api):
    assert ids(api.get("stages/")) == [str(pk) for pk in Stage.objects.values_list("pk", flat=True)]
