"""Errors as problem details."""

from http import HTTPStatus

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.exceptions import ValidationError as Unsound
from django.db import IntegrityError
from rest_framework.exceptions import ValidationError

from contacts.api.problems import code_of, problem_response
from contacts.exceptions import BelongsToOthers, CannotMerge, EmailTaken, NotAllowed, StaleVersion
from contacts.models import Activity, Company, Stage
from gdpr.exceptions import NotPermitted
from tests.contacts.api.client import errors, one
from tests.factories import booked, make_company, make_contact, make_deal, make_tag


def told(error: Exception) -> dict[str, object]:
    return problem_response(error, {}).data


def test_fault_of_the_program_is_none_of_the_clients():
    assert problem_response(RuntimeError(), {}) is None


def test_problem_has_all_members():
    assert told(CannotMerge(reason="they are one.")) == {
        "type": "urn:contact-crm:problem:cannot_merge",
        "title": "Conflict",
        "status": 409,
        "detail": "Nothing was merged: they are one.",
        "code": "cannot_merge",
    }


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (BelongsToOthers(count=1), HTTPStatus.FORBIDDEN, "belongs_to_others"),
        (NotAllowed(permission="x"), HTTPStatus.FORBIDDEN, "not_allowed"),
        (NotPermitted(permission="x"), HTTPStatus.FORBIDDEN, "not_permitted"),
        (EmailTaken(), HTTPStatus.CONFLICT, "email_taken"),
        (StaleVersion(changed_at="now"), HTTPStatus.CONFLICT, "stale_version"),
        (SuspiciousOperation("x"), HTTPStatus.BAD_REQUEST, "parse_error"),
    ],
)
def test_refusals_have_a_status_and_a_code(refusal, status, code):
    assert (told(refusal)["status"], told(refusal)["code"]) == (status, code)


def test_code_is_the_name_of_the_refusal():
    assert code_of(BelongsToOthers(count=2)) == "belongs_to_others"


def test_errors_name_the_way_to_the_value():
    error = ValidationError({"custom_fields": {"size": ["Too large."]}, "tags": {1: ["Gone."]}}, code="invalid")

    assert told(error)["errors"] == [
        {"field": "custom_fields.size", "message": "Too large.", "code": "invalid"},
        {"field": "tags.1", "message": "Gone.", "code": "invalid"},
    ]


def test_error_of_the_whole_names_no_field():
    assert told(Unsound("Say %(what)s.", code="said", params={"what": "it"}))["errors"] == [
        {"field": None, "message": "Say it.", "code": "said"}
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"email": ""}, {"first_name": None}])
def test_row_that_the_program_ought_not_to_write_is_a_fault_of_the_program(fields):
    with pytest.raises(IntegrityError) as caught:
        make_contact(**fields)

    assert problem_response(caught.value, {}) is None


@pytest.mark.django_db
def test_rule_of_the_database_that_says_something_is_a_conflict():
    with pytest.raises(IntegrityError) as caught, booked():
        Activity.objects.create(kind="note")

    assert told(caught.value)["detail"] == "Say which contact, company or deal the activity belongs to."


@pytest.mark.django_db
def test_what_is_unique_is_a_conflict_whatever_it_says():
    company = make_company()
    with pytest.raises(IntegrityError) as caught, booked():
        Company.objects.bulk_create([company])

    assert (told(caught.value)["status"], told(caught.value)["code"]) == (HTTPStatus.CONFLICT, "conflict")


@pytest.mark.django_db
def test_refused_request_is_told_as_a_problem(api):
    answer = api.post("tags/", {"name": "", "colour": "red"})

    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.BAD_REQUEST, "application/problem+json")
    assert {name: answer.json()[name] for name in ("type", "title", "status", "code")} == {
        "type": "urn:contact-crm:problem:invalid",
        "title": "Bad Request",
        "status": 400,
        "code": "invalid",
    }
    assert errors(answer) == {"name": "blank", "colour": "invalid"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "make", "body"),
    [
        ("companies", lambda **fields: make_company(**fields), {"name": "Acme", "domain": "acme.com"}),
        ("tags", lambda **fields: make_tag(**fields), {"name": "Hot"}),
    ],
)
def test_what_is_taken_is_a_conflict(api, kind, make, body):
    make(**body)
    other = make(name="Other")

    answers = [api.post(f"{kind}/", body), api.patch(one(kind, other), body)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(HTTPStatus.CONFLICT, "taken")] * 2


@pytest.mark.django_db
def test_rule_of_the_whole_row_is_told(api):
    answer = api.post("activities/", {"kind": "note"})

    assert answer.json()["errors"][0]["message"] == "Say which contact, company or deal the activity belongs to."


@pytest.mark.django_db
def test_method_that_an_address_does_not_have_is_told(api):
    deal = make_deal(make_contact())
    paths = ["contacts/", one("deals", deal), "stages/", one("stages", Stage.objects.first())]

    answers = [api(method, path) for method, path in zip(("PUT", "POST", "POST", "DELETE"), paths, strict=True)]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
    }
    assert answers[0]["Allow"] == "GET, HEAD, POST"
