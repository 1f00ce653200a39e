"""Filters in English."""

import pytest

from contacts.filters import Reason, deciding, parse, sentence
from tests.factories import make_custom_field, make_user

pytestmark = pytest.mark.django_db


def leaf(field, operator, value=None, **more):
    return {"field": field, "operator": operator, "value": value, **more}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([leaf("city", "is_empty")], "City is not known."),
        ([leaf("lifecycle_stage", "in", ["lead", "customer"])], "Lifecycle stage is one of Lead, Customer."),
        ([leaf("country", "equals", "de")], "Country is Germany."),
        ([leaf("created_at", "this", "month")], "Created at is in this month."),
        ([leaf("birth_date", "between", ["1980-01-01", "1989-12-31"])],
         "Birth date is between Jan. 1, 1980 and Dec. 31, 1989."),
        ({"not": {"any": [leaf("email_opt_in", "equals", True), leaf("linkedin_url", "contains", "x")]}},
         "It is not so that (email opt in is yes or LinkedIn contains “x”)."),
        ([leaf("tasks", "is_empty", where=[leaf("title", "contains", "x"), leaf("due_at", "in_last_days", 1)])],
         "Tasks (of those where title contains “x” and due is in the last 1 day) do not exist."),
        ([leaf("deals.sum", "greater_than", 10_000)], "Sum of deals in base currency is greater than 10,000."),
    ],
)  # fmt: skip
def test_sentence(given, told):
    assert sentence(parse(given)) == told


def test_names_of_rows_and_of_custom_fields_are_told():
    make_custom_field(key="nps", label="NPS", type="number")
    make_user(username="sam")

    told = sentence(parse([leaf("owner", "equals", "sam"), leaf("custom.nps", "at_least", 9.5)]))

    assert told == "Owner is sam and NPS is at least 9.5."


def part(sentence, holds, *parts):
    return Reason(sentence, holds, parts=parts)


A, B, NO, HIDDEN = part("a", True), part("b", True), part("no", False), part("hidden", None)


@pytest.mark.parametrize(
    ("reason", "decided_by"),
    [
        (A, (A,)),
        (part("all of these", True, A, B), (A, B)),
        (part("all of these", False, A, NO, HIDDEN), (NO,)),
        (part("all of these", None, A, HIDDEN), (HIDDEN,)),
        (part("at least one of these", True, NO, A), (A,)),
        (part("not this", False, A), (A,)),
        (part("all of these", False, A, part("not this", False, part("all of these", True, A, B))), (A, B)),
    ],
)
def test_conditions_that_decide(reason, decided_by):
    assert deciding(reason) == decided_by
