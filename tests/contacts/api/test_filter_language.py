"""Contacts by the filter language, and the fields that it can ask about."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.filters import fields_of_contacts
from contacts.filters.parse import MOST_LEVELS, MOST_TERMS
from tests.contacts.api.client import Api, errors, ids
from tests.factories import make_contact, make_custom_field, make_user

pytestmark = pytest.mark.django_db

SEARCH = "contacts/search/"
IN_ROME = {"field": "city", "operator": "equals", "value": "rome"}
HARMFUL = [
    "%", "_", "%%", "' OR 1=1 --", '"', "\\", "');DROP TABLE contacts_contact;--", "{}", "{0}", "%s", "%(x)s", "$1",
    "\u202e", "\ufeff", "\U0001f4a9", "ﷺ" * 50, "a\u0300" * 200, "../../etc/passwd", "<script>", "NULL", "null", "-1",
    "0x41", "1e999", "\x7f", "\n\r\t", "ß", "\u2028",
]  # fmt: skip


def asked(field: str, operator: str, value: object) -> dict[str, object]:
    return {"filter": [{"field": field, "operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"filter": "required"}),
        ({"filter": None}, {"filter": "null"}),
        ({"filter": "city"}, {"filter": "unusable_filter"}),
        ({"filter": []}, {"filter.all": "unusable_filter"}),
        ({"filter": [IN_ROME], "order": "id"}, {"order": "unknown_field"}),
        (asked("password", "equals", "x"), {"filter.all[0].field": "unusable_filter"}),
        (asked("owner__password", "equals", "x"), {"filter.all[0].field": "unusable_filter"}),
        (asked("city", "regex", "x"), {"filter.all[0].operator": "unusable_filter"}),
        (asked("city", "greater_than", "x"), {"filter.all[0].operator": "unusable_filter"}),
        (asked("city", "equals", {"$ne": 1}), {"filter.all[0].value": "unusable_filter"}),
        ({"filter": [IN_ROME] * 10_000}, {f"filter.all[{MOST_TERMS}]": "unusable_filter"}),
    ],
)
def test_what_is_no_filter_is_refused_with_its_place(api, body, told):
    make_contact(city="Rome")

    answer = api.post(SEARCH, body)

    assert (answer.status_code, errors(answer)) == (HTTPStatus.BAD_REQUEST, told)


def test_filter_of_too_many_levels_is_refused_with_the_place(api):
    nested = IN_ROME
    for _ in range(49):
        nested = {"not": nested}

    answer = api.post(SEARCH, {"filter": nested})

    assert errors(answer) == {f"filter{'.not' * MOST_LEVELS}": "unusable_filter"}


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_the_database_cannot_keep_is_refused(api, text):
    assert api.post(SEARCH, asked("city", "equals", text)).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("operator", ["equals", "contains", "starts_with", "ends_with"])
@pytest.mark.parametrize("field", ["city", "name", "emails", "company.name"])
def test_harmful_texts_find_nobody(api, field, operator):
    make_contact(city="Rome", first_name="Ann")

    answers = [api.post(SEARCH, asked(field, operator, text)) for text in HARMFUL]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * len(HARMFUL)
    assert [ids(answer) for answer in answers] == [[]] * len(HARMFUL)


@pytest.mark.parametrize("query", ["cursor=x", "page_size=0", "ordering=city", "email=x", "search=x", "cursor="])
def test_other_parameters_are_refused(api, query):
    assert api.post(f"{SEARCH}?{query}", {"filter": [IN_ROME]}).status_code == HTTPStatus.BAD_REQUEST


def test_those_are_found_for_whom_the_filter_holds_page_by_page(api):
    romans = sorted((make_contact(city="Rome") for _ in range(3)), key=lambda contact: contact.pk)
    make_contact(city="Bonn")

    first = api.post(f"{SEARCH}?page_size=2", {"filter": [IN_ROME]})
    second = api.post(first.json()["next"], {"filter": [IN_ROME]})

    assert ids(first) + ids(second) == [str(contact.pk) for contact in romans]
    assert second.json()["next"] is None
    assert api.get(f"contacts/{romans[0].pk}/").json() == first.json()["results"][0]


def test_those_are_found_whom_the_user_may_see(as_rep, rep, settings):
    settings.REPS_SEE_ALL = False
    own = make_contact(city="Rome", owner=rep)
    make_contact(city="Rome", owner=make_user())

    assert ids(as_rep.post(SEARCH, {"filter": [IN_ROME]})) == [str(own.pk)]


def test_whoever_may_look_at_contacts_may_search_them(outsider):
    make_contact(city="Rome")
    closed = Api(outsider).post(SEARCH, {"filter": [IN_ROME]})
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="view_contact"))

    assert closed.status_code == HTTPStatus.FORBIDDEN
    assert len(ids(Api(user).post(SEARCH, {"filter": [IN_ROME]}))) == 1


def test_search_takes_the_same_queries_whatever_the_number_of_contacts(api):
    def queries() -> int:
        make_contact(city="Rome")
        with CaptureQueriesContext(connection) as captured:
            api.post(SEARCH, {"filter": [IN_ROME]})
        return len(captured)

    assert len({queries() for _ in range(3)}) == 1


def test_fields_of_filters_describe_themselves(api):
    make_custom_field(key="size", type="number", label="Size")

    told = {field["name"]: field for field in api.get("filter-fields/").json()}

    assert told.keys() == fields_of_contacts().keys()
    assert (told["custom.size"]["type"], told["custom.size"]["label"]) == ("number", "Size")
    assert {"name": "at_least", "label": "is at least", "takes": "value"} in told["custom.size"]["operators"]
    assert "outcome" in [inner["name"] for inner in told["deals.sum"]["where"]]
    assert api.get("filter-fields/", name="x").status_code == HTTPStatus.BAD_REQUEST
