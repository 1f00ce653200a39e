"""Two clients at once."""

import threading
from http import HTTPStatus

import pytest
from django.db import transaction

from contacts.models import Contact, Tag
from tests.concurrency import in_threads, wait_for_waiter
from tests.contacts.api.client import Api, one
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(first, second) -> list:
    """What two calls answer, of which the second begins when the first has written, and before that is committed."""
    written, answers = threading.Event(), [None, None]

    def begin():
        with transaction.atomic():
            answers[0] = first()
            written.set()
            wait_for_waiter()

    def follow():
        written.wait(10)
        answers[1] = second()

    in_threads(begin, follow)
    return answers


@pytest.fixture
def apis():
    return [Api(make_user(is_superuser=True)) for _ in range(2)]


def test_one_address_is_taken_once(apis):
    answers = at_once(*(lambda api=api: api.post("contacts/", {"email": "jane@example.com"}) for api in apis))

    assert [answer.status_code for answer in answers] == [HTTPStatus.CREATED, HTTPStatus.CONFLICT]
    assert answers[1].json()["code"] == "email_taken"
    assert answers[1].json()["contact"] == answers[0].json()["id"]
    assert Contact.objects.count() == 1


def test_one_name_is_taken_once(apis):
    answers = at_once(*(lambda api=api: api.post("tags/", {"name": "Hot"}) for api in apis))

    assert [answer.status_code for answer in answers] == [HTTPStatus.CREATED, HTTPStatus.CONFLICT]
    assert answers[1].json()["code"] == "taken"
    assert Tag.objects.count() == 1


def test_changes_of_different_fields_both_count(apis):
    contact = make_contact()

    answers = at_once(
        lambda: apis[0].patch(one("contacts", contact), {"first_name": "Jane"}),
        lambda: apis[1].patch(one("contacts", contact), {"last_name": "Doe"}),
    )

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK, HTTPStatus.OK]
    assert str(Contact.objects.get()) == "Jane Doe"


def test_change_of_a_row_that_is_being_deleted_finds_nothing(apis):
    contact = make_contact()

    answers = at_once(
        lambda: apis[0].delete(one("contacts", contact)),
        lambda: apis[1].patch(one("contacts", contact), {"last_name": "Doe"}),
    )

    assert [answer.status_code for answer in answers] == [HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND]
    assert Contact.objects.get().last_name == ""
