"""Bodies that are not what they should be."""

from http import HTTPStatus

import pytest

from contacts.models import ChangeSet, Contact
from tests.contacts.api.client import errors, one
from tests.factories import make_contact, make_custom_field, make_tag

pytestmark = pytest.mark.django_db

JANE = b'"email": "jane@example.com"'


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b"[{" + JANE + b"}]",
        b'{"email": NaN}',
        b'{"custom_fields": {"size": Infinity}, ' + JANE + b"}",
        b'{"custom_fields": {"size": 1e400}, ' + JANE + b"}",
        b'{"custom_fields": {"size": ' + b"9" * 5_000 + b"}, " + JANE + b"}",
        b'{"first_name": "\\ud800", ' + JANE + b"}",
        b'{"first_name": "\\u0000", ' + JANE + b"}",
        b'{"\\ud800": 1, ' + JANE + b"}",
        b'{"custom_fields": {"\\u0000": 1}, ' + JANE + b"}",
        b'{"custom_fields": {"size": ["\\udfff"]}, ' + JANE + b"}",
        b'{"first_name": "\xff", ' + JANE + b"}",
        b"\xef\xbb\xbf{" + JANE + b"}",
        "{".encode("utf-16") + JANE,
        b"{" + JANE + b", " + JANE + b"}",
        b'{"custom_fields": ' + b'{"a": ' * 130 + b"1" + b"}" * 130 + b", " + JANE + b"}",
        b'{"tags": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"[" * 1_000_000,
    ],
    ids=range(22),
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_is_no_json_object_is_refused(api, method, body):
    contact = make_contact()

    answer = api(method, "contacts/" if method == "POST" else one("contacts", contact), body)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "parse_error")
    assert not ChangeSet.objects.filter(door="api").exists()


@pytest.mark.parametrize("value", [5, 1.5, True, ["Jane"], {"first": "Jane"}, None])
def test_text_is_text(api, value):
    contact = make_contact()

    answer = api.patch(one("contacts", contact), {"first_name": value})

    assert errors(answer) == {"first_name": "null" if value is None else "invalid"}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (
            "contacts/",
            {
                "email": "x" * 300,
                "company": 5,
                "owner": True,
                "tags": "hot",
                "birth_date": "30 February",
                "custom_fields": [],
                "lifecycle_stage": ["lead"],
            },
        ),
        ("contacts/", {"company": {"name": "Acme"}, "tags": [["hot"]], "birth_date": 19800101}),
        (
            "deals/",
            {
                "name": " ",
                "amount": "many",
                "currency": "EURO",
                "stage": "won",
                "probability": 101,
                "expected_close": "soon",
                "contact": "jane",
            },
        ),
        ("deals/", {"amount": "1e9999", "probability": -1, "stage": None, "name": 5}),
        ("deals/", {"amount": 123456789012345, "probability": 1.5, "currency": None, "stage": "", "name": ""}),
        (
            "tasks/",
            {"title": None, "due_at": "9999-12-31T23:59:59-14:00", "priority": 7, "done_at": "0001-01-01T00:00:00Z"},
        ),
        ("tasks/", {"title": "x" * 256, "due_at": 5, "priority": "high", "deal": "x"}),
        ("activities/", {"kind": "fax", "direction": 5, "duration": "long", "occurred_at": True}),
        ("activities/", {"kind": ["call"], "duration": {"minutes": 5}, "occurred_at": "9999-99-99"}),
        ("companies/", {"name": None, "domain": 5, "website": True, "custom_fields": "red"}),
        ("companies/", {"name": "", "owner": ""}),
        ("tags/", {"name": "x" * 51, "colour": "red"}),
        ("lists/", {"name": {}, "description": 5}),
    ],
)
def test_each_value_of_a_wrong_kind_is_named(api, path, values):
    answer = api.post(path, values)

    named = {field.partition(".")[0] for field in errors(answer) if field}
    assert (answer.status_code, set(values) - named) == (HTTPStatus.BAD_REQUEST, set())
    assert not ChangeSet.objects.filter(door="api").exists()


@pytest.mark.parametrize("value", [{"deep": 1}, [1], [None], [["red"]]])
def test_custom_field_holds_one_value_or_words(api, value):
    make_custom_field(key="size")

    answer = api.post("contacts/", {"email": "jane@example.com", "custom_fields": {"size": value}})

    assert errors(answer) == {"custom_fields.size": "invalid"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "many"),
        ("number", "12"),
        ("number", True),
        ("date", "soon"),
        ("date", 20260102),
        ("choice", "blue"),
        ("choice", ["red"]),
        ("multiple_choice", "red"),
        ("multiple_choice", ["red", 5]),
        ("boolean", 1),
        ("boolean", "yes"),
        ("text", 5),
        ("text", False),
        ("text", ["red"]),
        ("url", ["example.com"]),
        ("email", 5),
    ],
)
def test_custom_value_is_of_the_kind_of_its_field(api, kind, value):
    make_custom_field(key="size", type=kind, choices=["red"] if "choice" in kind else [])

    answer = api.post("contacts/", {"email": "jane@example.com", "custom_fields": {"size": value}})

    assert errors(answer) == {"custom_fields.size": "invalid"}
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", 12),
        ("number", 1.5),
        ("date", "2026-01-02"),
        ("choice", "red"),
        ("multiple_choice", ["red"]),
        ("boolean", False),
        ("text", "5"),
        ("url", "https://example.com"),
        ("email", "jane@example.com"),
    ],
)
def test_custom_value_is_kept_in_its_kind(api, kind, value):
    make_custom_field(key="size", type=kind, choices=["red"] if "choice" in kind else [])

    answer = api.post("contacts/", {"email": "jane@example.com", "custom_fields": {"size": value}})

    assert answer.json()["custom_fields"] == {"size": value}


@pytest.mark.parametrize(
    ("path", "field", "value", "code"),
    [
        ("deals/", "probability", "50", "invalid"),
        ("deals/", "probability", True, "invalid"),
        ("tasks/", "priority", "2", "invalid_choice"),
        ("tasks/", "priority", True, "invalid_choice"),
        ("tasks/", "due_at", "9999-12-31T23:59:00Z", "out_of_range"),
        ("activities/", "occurred_at", "1899-12-31T23:59:59Z", "out_of_range"),
        ("activities/", "duration", 5, "invalid"),
        ("activities/", "duration", "5", "invalid"),
        ("activities/", "duration", "00:75:00", "invalid"),
        ("activities/", "duration", "-00:05:00", "invalid"),
        ("activities/", "duration", "999999999 00:00:00", "invalid"),
        ("activities/", "duration", "1000:00:01", "max_value"),
    ],
)
def test_value_is_not_made_to_fit(api, path, field, value, code):
    assert errors(api.post(path, {field: value}))[field] == code


@pytest.mark.parametrize("duration", ["00:00:00", "00:25:00", "26:00:05.500000", "1000:00:00", None])
def test_duration_is_given_back_as_it_was_taken(api, duration):
    body = {"kind": "call", "contact": str(make_contact().pk), "duration": duration}

    assert api.post("activities/", body).json()["duration"] == duration


def test_custom_field_that_nobody_defined_is_refused(api):
    answer = api.post("contacts/", {"email": "jane@example.com", "custom_fields": {"size": 5}})

    assert errors(answer) == {"custom_fields.size": "unknown_field"}


def test_body_that_is_too_large_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    answer = api.post("tags/", {"name": "x" * 1_000})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_other_kinds_of_bodies_are_refused(api, kind):
    answer = api.client.generic("POST", "/api/v1/tags/", b"name=Hot", kind, headers=api.headers)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")


def test_other_kinds_of_answers_are_refused(api):
    answer = api.client.get("/api/v1/tags/", headers=api.headers | {"Accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.NOT_ACCEPTABLE, "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_body_is_needed(api, method):
    answer = api(method, "tags/" if method == "POST" else one("tags", make_tag()), None)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "parse_error")


def test_text_is_kept_as_the_import_keeps_it(api):
    answer = api.post("tags/", {"name": " E\u0301lan\u0004\u200b"})

    assert answer.json()["name"] == "Élan"
    assert errors(api.post("tags/", {"name": "\u0004"})) == {"name": "blank"}


def test_text_of_any_language_is_kept(api):
    answer = api.post("tags/", {"name": "Zoë 顧客 🎉"})

    assert answer.json()["name"] == "Zoë 顧客 🎉"
