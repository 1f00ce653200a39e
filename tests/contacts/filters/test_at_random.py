"""Whatever is asked of whatever rows, the database answers as plain Python does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.filters import as_json, fields_of_contacts, matching, parse, reasons
from contacts.models import Activity, Contact, Deal, Stage, Tag
from tests.contacts.filters.evaluate import holds
from tests.factories import booked, make_company, make_custom_field

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 2, 28, 12, tzinfo=UTC)
usual = settings(deadline=None, suppress_health_check=list(HealthCheck))
briefly = settings(usual, max_examples=40, derandomize=True)
at_length = settings(usual, max_examples=2_000)

words = st.sampled_from(["", "Zoë", "zoe", "Größe", "a%b", "a_b", "Ann", "anna", "b"])
asked_words = st.sampled_from(["zoe", "GRÖSSE", "%", "_", "a", "b", "Ann", "nn"])
days = st.integers(-400, 60).map(lambda n: NOW.date() + timedelta(n))
moments = st.integers(-400, 60).map(lambda n: NOW + timedelta(n, hours=n % 7))
numbers = st.sampled_from([0, 1, 2.5, 10, 100])
periods = st.sampled_from(["day", "week", "month", "year"])

tags = st.sampled_from(["VIP", "Größe"])

activities = st.fixed_dictionaries({"kind": st.sampled_from(["call", "note"]), "occurred_at": moments})
deals = st.fixed_dictionaries(
    {"outcome": st.sampled_from(["open", "won"]), "amount_base": st.none() | numbers, "closed_at": moments}
)
people = st.fixed_dictionaries(
    {
        "first_name": words,
        "city": words,
        "birth_date": st.none() | days | st.just(date(2000, 2, 29)),
        "restricted_at": st.none() | moments,
        "email_opt_in": st.just(True),
        "company": st.none() | st.fixed_dictionaries({"name": words.filter(bool), "city": words}),
        "custom": st.fixed_dictionaries({}, optional={"size": numbers, "since": days, "note": words.filter(bool)}),
        "activities": st.lists(activities, max_size=3),
        "deals": st.lists(deals, max_size=3),
        "tags": st.lists(tags, max_size=2, unique=True),
        "further": st.lists(st.sampled_from(["home", "work"]), max_size=2, unique=True),
    }
)


def leaf(field, operator, value=None, where=None):
    given = {"field": field, "operator": operator, "value": value, "where": where}
    return {key: part for key, part in given.items() if part is not None}


def leaves_of(name, operators, values):
    single = st.builds(leaf, st.just(name), st.sampled_from(operators), values)
    several = st.builds(leaf, st.just(name), st.just("in"), st.lists(values, min_size=1, max_size=3))
    blank = st.builds(leaf, st.just(name), st.sampled_from(["is_empty", "is_set"]))
    return single | several | blank


ORDER = ["equals", "not_equals", "greater_than", "less_than", "at_least", "at_most"]
TEXT = ["equals", "not_equals", "contains", "starts_with", "ends_with"]


def texts(name):
    return leaves_of(name, TEXT, asked_words)


EVERY_ROW = st.none()


def ordered(name, values, where=EVERY_ROW):
    between = st.builds(leaf, st.just(name), st.just("between"), st.lists(values, min_size=2, max_size=2), where)
    return between | st.builds(leaf, st.just(name), st.sampled_from(ORDER), values, where)


def times(name):
    dates = days.map(date.isoformat)
    relative = ["in_last_days", "in_next_days", "more_than_days_ago", "anniversary_within_days"]
    return (
        leaves_of(name, ORDER, dates)
        | ordered(name, dates)
        | st.builds(leaf, st.just(name), st.sampled_from(relative), st.integers(0, 400))
        | st.builds(leaf, st.just(name), st.just("this"), periods)
    )


def rows(name, inner):
    where = st.none() | st.lists(inner, min_size=1, max_size=2)
    presence = st.builds(leaf, st.just(name), st.sampled_from(["is_empty", "is_set"]), st.none(), where)
    newest = st.builds(leaf, st.just(f"{name}.newest"), st.just("in_last_days"), st.integers(0, 400), where)
    return presence | ordered(f"{name}.count", st.integers(0, 3), where) | newest


kinds = st.builds(leaf, st.just("kind"), st.sampled_from(["equals", "not_equals"]), st.sampled_from(["call", "note"]))
outcomes = st.builds(leaf, st.just("outcome"), st.just("equals"), st.sampled_from(["open", "won"]))
conditions = st.one_of(
    texts("first_name"),
    texts("company.name"),
    texts("company.city"),
    texts("custom.note"),
    leaves_of("tags", ["equals", "not_equals"], tags),
    leaves_of("emails", TEXT, st.sampled_from(["home", "@", "_", "1@work.example", ".example"])),
    times("birth_date"),
    times("restricted_at"),
    times("custom.since"),
    ordered("custom.size", numbers),
    rows("activities", kinds | times("occurred_at")),
    rows("deals", outcomes | ordered("amount_base", numbers) | times("closed_at")),
    ordered("deals.sum", numbers, st.none() | st.lists(outcomes, min_size=1, max_size=1)),
    st.builds(leaf, st.just("email_opt_in"), st.sampled_from(["equals", "not_equals"]), st.booleans()),
)
trees = st.recursive(
    conditions,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
COLUMNS = ("first_name", "city", "birth_date", "restricted_at")


def addresses(person: dict, number: int) -> list[str]:
    return [f"{number}@example.com", *(f"{number}@{place}.example" for place in person["further"])]


def store(person: dict, number: int) -> Contact:
    company = make_company(**person["company"]) if person["company"] else None
    custom = {key: str(value) if isinstance(value, date) else value for key, value in person["custom"].items()}
    contact = Contact.objects.create(
        **{name: person[name] for name in COLUMNS},
        email=addresses(person, number)[0],
        company=company,
        custom_fields=custom,
        source="form",
    )
    contact.tags.set(Tag.objects.filter(name__in=person["tags"]))
    for address in addresses(person, number)[1:]:
        contact.emails.create(email=address)
    for activity in person["activities"]:
        Activity.objects.create(contact=contact, **activity)
    for deal in person["deals"]:
        stage = Stage.objects.filter(outcome=deal["outcome"]).first()
        # Not by the rules of a form: what closed, and when, is drawn freely.
        drawn = {"amount": deal["amount_base"], "closed_at": deal["closed_at"]}
        Deal.objects.bulk_create([Deal(contact=contact, name="x", stage=stage, **drawn)])
    return contact


def answers_alike(people, tree):
    with transaction.atomic():
        for key, type_ in (("size", "number"), ("since", "date"), ("note", "text")):
            make_custom_field(key=key, type=type_)
        with booked():
            Tag.objects.bulk_create(Tag(name=name) for name in ("VIP", "Größe"))
            contacts = {store(row, n): row | {"emails": addresses(row, n)} for n, row in enumerate(people)}
            Deal.objects.update(created_at=F("closed_at"))
        node = parse(tree, fields=fields_of_contacts())

        expected = {contact for contact, person in contacts.items() if holds(tree, person, NOW)}

        assert set(matching(node, now=NOW)) == expected
        assert set(matching(node, now=NOW, among=Contact.objects.all())) == expected
        assert {contact for contact in contacts if reasons(node, contact, now=NOW).holds} == expected
        assert as_json(parse(as_json(node))) == as_json(node)
        transaction.set_rollback(True)


@briefly
@given(people=st.lists(people, min_size=1, max_size=4), tree=trees)
def test_database_answers_as_python_does(people, tree):
    answers_alike(people, tree)


@pytest.mark.slow
@at_length
@given(people=st.lists(people, min_size=1, max_size=6), tree=trees)
def test_database_answers_as_python_does_at_length(people, tree):
    answers_alike(people, tree)
