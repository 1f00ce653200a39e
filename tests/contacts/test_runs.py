"""Work that is tried again where others are in its way."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from contacts.runs import ATTEMPTS, persisting
from tests.factories import make_tag

pytestmark = pytest.mark.django_db


def failing(statement, times):
    """Work that runs a statement which fails so many times; the list tells how often it was tried."""
    tried = []

    def work():
        tried.append(1)
        if len(tried) <= times:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        return "done"

    return work, tried


TWICE = "INSERT INTO contacts_tag (name) VALUES ('VIP')"


@pytest.fixture(autouse=True)
def _tag(db):
    make_tag(name="vip")


def test_work_that_succeeds_is_done_once():
    work, tried = failing(TWICE, times=0)

    assert (persisting(work), len(tried)) == ("done", 1)


def test_work_is_tried_again_for_an_obstacle_that_may_go_away():
    work, tried = failing(TWICE, times=ATTEMPTS - 1)

    assert (persisting(work, UniqueViolation), len(tried)) == ("done", ATTEMPTS)


def test_work_is_given_up_in_the_end():
    work, tried = failing(TWICE, times=ATTEMPTS)

    with pytest.raises(IntegrityError), transaction.atomic():
        persisting(work, UniqueViolation)

    assert len(tried) == ATTEMPTS


@pytest.mark.parametrize(("statement", "error"), [(TWICE, IntegrityError), ("SELECT 1/0", DataError)])
def test_what_is_no_obstacle_ends_the_work_at_once(statement, error):
    work, tried = failing(statement, times=1)

    with pytest.raises(error):
        persisting(work)

    assert len(tried) == 1
