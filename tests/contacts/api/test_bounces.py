"""Programs that note whence mail came back."""

from http import HTTPStatus

import pytest

from contacts.api.bounces import MOST
from contacts.models import ChangeSet, ContactEmail
from tests.contacts.api.client import Api, errors
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db

BOUNCES = "bounces/"
AT = "2026-03-14T09:00:00Z"


def marked():
    return set(ContactEmail.objects.exclude(bounced_at=None).values_list("email", flat=True))


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({}, {"addresses": "required"}),
        ({"addresses": []}, {"addresses": "empty"}),
        ({"addresses": "ada@example.com"}, {"addresses": "not_a_list"}),
        ({"addresses": [1]}, {"addresses.0": "invalid"}),
        ({"addresses": ["a@example.com"] * (MOST + 1)}, {"addresses": "max_length"}),
        ({"addresses": ["a@example.com"], "at": "yesterday"}, {"at": "invalid"}),
        ({"addresses": ["a@example.com"], "at": "1700-01-01T00:00:00Z"}, {"at": "out_of_range"}),
        ({"addresses": ["a@example.com"], "time": AT}, {"time": "unknown_field"}),
    ],
)
def test_malformed_bodies_are_refused(api, body, refused):
    assert errors(api.post(BOUNCES, body)) == refused


def test_who_may_not_change_contacts_is_refused():
    make_contact(email="ada@example.com")

    answers = [Api(user).post(BOUNCES, {"addresses": ["ada@example.com"]}) for user in (None, make_user())]

    assert [answer.status_code for answer in answers] == [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN]
    assert marked() == set()


def test_bounces_cannot_be_read(api):
    assert api.get(BOUNCES).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_addresses_of_others_and_of_nobody_are_answered_alike(as_rep):
    make_contact(email="ada@example.com")

    answers = [as_rep.post(BOUNCES, {"addresses": [each]}) for each in ("ada@example.com", "eve@example.com", "eve")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(HTTPStatus.OK, {"changed": 0})] * 3
    assert marked() == set()


def test_bounces_are_noted_once(api, admin):
    make_contact(email="ada@example.com"), make_contact()
    body = {"addresses": ["Ada@Example.com", "eve@example.com"], "at": AT}

    assert [api.post(BOUNCES, body).json() for _ in range(2)] == [{"changed": 1}, {"changed": 0}]
    assert marked() == {"ada@example.com"}
    assert [made.actor for made in ChangeSet.objects.filter(door="api")] == [admin]
