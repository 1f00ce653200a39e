"""What is no filter, and where it is wrong."""

import pytest

from contacts.deletion import delete
from contacts.exceptions import UnusableFilter
from contacts.filters import as_json, parse
from contacts.filters.parse import MOST_LEVELS, MOST_TERMS
from contacts.models import ChangeSet, Tag
from tests.factories import make_custom_field, make_tag

pytestmark = pytest.mark.django_db

CITY = {"field": "city", "operator": "is_set"}


def refusal(given) -> tuple[str, str]:
    with pytest.raises(UnusableFilter) as refused:
        parse(given)
    return refused.value.facts["place"], refused.value.facts["expected"]


def nested(levels: int):
    given = CITY
    for _ in range(levels - 1):
        given = {"not": given}
    return given


def asked(field, operator, value=None, **more):
    return [CITY, {"field": field, "operator": operator, "value": value, **more}]


@pytest.mark.parametrize("given", [None, 1, "city", True, {}, {"all": [CITY], "any": [CITY]}, {"none": [CITY]}])
def test_what_is_neither_group_nor_condition_is_refused(given):
    assert refusal(given)[0] == "the filter"


@pytest.mark.parametrize("given", [[], {"all": []}, {"any": {}}, {"all": "city"}])
def test_empty_groups_are_refused_for_they_would_mean_everybody(given):
    assert refusal(given)[1] == "a list of at least one condition or group"


def test_errors_name_the_place():
    make_custom_field(key="size", type="number")
    places = {
        "all[1].field": asked("town", "equals", "x"),
        "all[1].operator": asked("city", "greater_than", "x"),
        "all[1].value": asked("city", "equals", 7),
        "all[1].value[2]": asked("city", "in", ["a", "b", 3]),
        "all[1].where.all[0].value": asked(
            "deals", "is_set", where=[{"field": "amount", "operator": "at_least", "value": "1"}]
        ),
        "all[1].where": asked("city", "is_set", where=[CITY]),
        "all[1]": asked("city", "is_set", colour="red"),
        "any[0].not.field": {"any": [{"not": {"field": ["city"], "operator": "is_set"}}]},
    }

    assert {refusal(given)[0] for given in places.values()} == places.keys()
    assert [refusal(given)[0] for given in places.values()] == list(places)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("city", "contains", ""),
        ("city", "contains", "a\0b"),
        ("city", "contains", "\ud800"),
        ("city", "contains", "x" * 1_001),
        ("city", "in", []),
        ("city", "in", ["x"] * 1_001),
        ("city", "is_set", "x"),
        ("lifecycle_stage", "equals", "no such stage"),
        ("deals.count", "at_least", 10**400),
        ("deals.count", "at_least", float("nan")),
        ("deals.count", "at_least", float("inf")),
        ("deals.count", "at_least", 1e-9),
        ("deals.count", "at_least", True),
        ("deals.count", "between", [1]),
        ("birth_date", "equals", "0001-01-01"),
        ("birth_date", "equals", "9999-12-31"),
        ("birth_date", "equals", "2026-02-30"),
        ("birth_date", "equals", "2026-01-01T00:00:00Z"),
        ("created_at", "equals", "0001-01-01T00:00:00+23:59"),
        ("created_at", "in_last_days", -1),
        ("created_at", "in_last_days", 10**9),
        ("created_at", "in_last_days", 1.5),
        ("created_at", "this", "century"),
        ("email_opt_in", "equals", "yes"),
        ("id", "equals", "1"),
        ("owner", "equals", "nobody"),
        ("tags", "equals", "0190a5c2-7c1e-7d3b-9a53-5d1f2c3b4a59"),
    ],
)
def test_values_of_a_wrong_type_are_refused(field, operator, value):
    assert refusal(asked(field, operator, value))[0].startswith("all[1].value")


def test_size_is_limited():
    parse(nested(MOST_LEVELS))
    parse([CITY] * MOST_TERMS)

    assert refusal(nested(50))[1] == f"a filter of at most {MOST_LEVELS} levels"
    assert refusal([CITY] * 10_000)[1] == f"a filter of at most {MOST_TERMS} conditions and groups"


def test_custom_field_that_is_gone_is_refused():
    assert refusal(asked("custom.size", "is_set"))[0] == "all[1].field"


def test_names_become_ids_and_a_deleted_tag_is_refused():
    tag = make_tag(name="VIP")

    given = as_json(parse([{"field": "tags", "operator": "not_equals", "value": "vip"}]))
    delete(Tag.objects.all(), by=None, door=ChangeSet.Door.JOB)

    assert given == {"all": [{"field": "tags", "operator": "not_equals", "value": str(tag.pk)}]}
    assert refusal(given)[0] == "all[0].value"
