"""Every field with every operator, and what the conditions mean."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.deletion import delete
from contacts.filters import as_json, fields_of_contacts, matching, parse, reasons, sentence
from contacts.models import Activity, ChangeSet, Contact, ContactEmail, ContactTag, CustomField, ExchangeRate, Stage
from tests.factories import (
    booked,
    make_activity,
    make_company,
    make_contact,
    make_custom_field,
    make_deal,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
Type = CustomField.Type
SAMPLES = {
    "text": "x",
    "number": 3,
    "time": "2026-01-05",
    "date": "2026-01-05",
    "boolean": True,
    "country": "Germany",
    "id": "0190a5c2-7c1e-7d3b-9a53-5d1f2c3b4a59",
}
TAKEN = {
    "nothing": lambda value: None,
    "value": lambda value: value,
    "values": lambda value: [value, value],
    "pair": lambda value: [value, value],
    "days": lambda value: 30,
    "period": lambda value: "quarter",
}


def leaf(field, operator, value=None, **more):
    return {"field": field, "operator": operator, "value": value, **more}


def found(*leaves, now=NOW):
    return set(matching(parse(list(leaves)), now=now))


def every_leaf(fields) -> Iterator[dict]:
    for field in fields.values():
        if field.kind.name == "key":
            continue
        words = getattr(field.kind, "words", None)
        value = next(iter(words)) if words else SAMPLES.get(field.kind.name)
        where = {"where": [leaf("created_at", "in_last_days", 3)]} if field.inner else {}
        for operator in field.kind.operators.values():
            yield leaf(field.name, operator.name, TAKEN[operator.takes.value](value), **where)


def test_every_field_and_operator_compiles_alike_for_one_contact_and_for_all():
    for type_ in Type.values:
        make_custom_field(key=f"c_{type_}", type=type_, choices=["red"] if "choice" in type_ else [])
    contact = make_contact(first_name="Xenia", company=make_company())

    differing = []
    fields = fields_of_contacts()
    for given in every_leaf(fields):
        node = parse([given], fields=fields)
        of_all = contact in matching(node, now=NOW)
        of_one = contact in matching(node, now=NOW, among=Contact.objects.all())
        explained = reasons(node, contact, now=NOW).holds
        again = as_json(parse(as_json(node), fields=fields)) == as_json(node)
        if not (of_all == of_one == explained and again and sentence(node)):
            differing.append(given)

    assert differing == []


def test_texts_are_compared_without_case_and_accents():
    zoe = make_contact(first_name="Zoë", city="MÜNCHEN")
    make_contact(first_name="Zora", city="Berlin")

    assert found(leaf("first_name", "equals", "zoe"), leaf("city", "starts_with", "Munch")) == {zoe}


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "a%c", "\u0301"])
def test_signs_of_patterns_are_letters_like_others(text):
    make_contact(first_name="abc")

    assert [found(leaf("first_name", name, text)) for name in ("contains", "starts_with", "ends_with", "equals")] == (
        [set()] * 4
    )


def test_denying_operators_hold_for_blanks_and_all_others_do_not():
    blank, other = make_contact(birth_date=None), make_contact(city="Rome", birth_date=date(1980, 1, 1))

    assert found(leaf("city", "not_equals", "Rome")) == {blank}
    assert found({"not": leaf("birth_date", "greater_than", "1970-01-01")}) == {blank}
    assert found(leaf("birth_date", "less_than", "2000-01-01")) == {other}
    assert found(leaf("city", "is_empty"), leaf("birth_date", "is_empty")) == {blank}


def test_deleted_rows_do_not_count():
    tag, company = make_tag(), make_company(city="Rome")
    gone, contact = make_contact(company=company), make_contact(company=company)
    make_activity(contact, deleted_at=NOW)
    with booked():
        ContactTag.objects.create(contact=contact, tag=tag)
    tagged = parse([leaf("tags", "equals", str(tag.pk))])
    delete(Contact.objects.filter(pk=gone.pk), by=None, door=ChangeSet.Door.JOB)

    assert found(leaf("company.city", "equals", "rome")) == {contact}
    assert found(leaf("activities", "is_set")) == set()
    assert set(matching(tagged, now=NOW)) == {contact}

    delete(type(company).objects.all(), by=None, door=ChangeSet.Door.JOB)
    delete(type(tag).objects.all(), by=None, door=ChangeSet.Door.JOB)

    assert found(leaf("company.city", "equals", "rome")) == set()
    assert found(leaf("company", "is_empty")) == {contact}
    assert set(matching(tagged, now=NOW)) == set()


def test_days_are_days_where_the_team_is(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with timezone.override("Pacific/Auckland"):
        contact = make_contact()
        make_activity(contact, occurred_at=datetime(2026, 3, 14, 11, 30, tzinfo=UTC))

        assert found(leaf("activities.newest", "equals", "2026-03-15")) == {contact}
        assert found(leaf("activities.newest", "equals", "2026-03-14")) == set()
        assert found(leaf("activities.newest", "greater_than", "2026-03-14")) == {contact}
        assert found(leaf("activities.newest", "at_most", "2026-03-14T11:30:00Z")) == {contact}
        assert found(leaf("activities.newest", "less_than", "2026-03-14T11:30:00Z")) == set()


def test_relative_dates():
    contact = make_contact(birth_date=date(1988, 2, 29))
    make_activity(contact, occurred_at=NOW - timedelta(30))

    holds = [
        (leaf("last_contacted_at", "in_last_days", 30), NOW),
        (leaf("last_contacted_at", "more_than_days_ago", 29), NOW),
        (leaf("last_contacted_at", "this", "quarter"), NOW),
        (leaf("last_contacted_at", "in_next_days", 2), NOW - timedelta(31)),
        (leaf("birth_date", "anniversary_within_days", 7), datetime(2027, 2, 21, tzinfo=UTC)),
        (leaf("birth_date", "anniversary_within_days", 0), datetime(2028, 2, 29, tzinfo=UTC)),
    ]
    holds_not = [
        (leaf("last_contacted_at", "in_last_days", 29), NOW),
        (leaf("last_contacted_at", "more_than_days_ago", 30), NOW),
        (leaf("last_contacted_at", "this", "month"), NOW),
        (leaf("birth_date", "anniversary_within_days", 7), datetime(2027, 3, 1, tzinfo=UTC)),
        (leaf("birth_date", "anniversary_within_days", 0), datetime(2028, 2, 28, tzinfo=UTC)),
    ]

    assert [found(given, now=now) for given, now in holds] == [{contact}] * len(holds)
    assert [found(given, now=now) for given, now in holds_not] == [set()] * len(holds_not)


def test_sum_of_won_deals_this_year_in_base_currency():
    ExchangeRate.objects.create(currency="USD", valid_from=date(2020, 1, 1), rate="0.5")
    won, lost = (Stage.objects.filter(outcome=outcome).first() for outcome in ("won", "lost"))
    rich, poor, _ = make_contact(), make_contact(), make_contact()
    for contact, amount, stage in ((rich, 15_000, won), (rich, 5_002, won), (poor, 20_000, won), (poor, 90_000, lost)):
        make_deal(contact, amount=amount, currency="USD", stage=stage, closed_at=NOW - timedelta(3))
    make_deal(poor, amount=90_000, currency="USD", stage=won, closed_at=NOW - timedelta(400))
    this_year = [leaf("outcome", "equals", "won"), leaf("closed_at", "this", "year")]

    assert found(leaf("deals.sum", "greater_than", 10_000, where=this_year)) == {rich}
    assert found(leaf("deals.sum", "between", [1, 10_000], where=this_year)) == {poor}


def test_totals_of_nothing_are_0():
    one, none = make_contact(), make_contact()
    make_activity(one, kind=Activity.Kind.CALL, occurred_at=NOW)
    calls = [leaf("kind", "equals", "call"), leaf("occurred_at", "in_last_days", 90)]

    assert found(leaf("activities.count", "less_than", 1, where=calls)) == {none}
    assert found(leaf("activities.count", "not_equals", 0)) == {one}
    assert found(leaf("activities", "is_empty", where=calls)) == {none}
    assert found(leaf("activities.newest", "is_empty", where=calls)) == {none}


def test_any_of_several_addresses_and_tags():
    tag = make_tag(name="VIP")
    one, _ = make_contact(), make_contact()
    with booked():
        ContactEmail.objects.create(contact=one, email="second@home.example")
        ContactTag.objects.create(contact=one, tag=tag)

    assert found(leaf("emails", "ends_with", "@HOME.example"), leaf("tags", "in", ["vip"])) == {one}


def test_custom_fields_by_their_types():
    for key, type_, choices in (
        ("size", Type.NUMBER, []),
        ("since", Type.DATE, []),
        ("is_vip", Type.BOOLEAN, []),
        ("colours", Type.MULTIPLE_CHOICE, ["red", "blue"]),
        ("contains", Type.TEXT, []),
    ):
        make_custom_field(key=key, type=type_, choices=choices)
    values = {"size": 7.5, "since": "2024-02-29", "is_vip": False, "colours": ["red"], "contains": "Größe"}
    known = make_contact(custom_fields=values)
    odd = make_contact(custom_fields={"size": "large", "since": "soon", "is_vip": "no", "colours": "red"})

    assert found(
        leaf("custom.size", "between", [7, 8]),
        leaf("custom.since", "less_than", "2024-03-01"),
        leaf("custom.is_vip", "equals", False),
        leaf("custom.colours", "equals", "red"),
        leaf("custom.contains", "equals", "grösse"),
    ) == {known}
    assert found(*(leaf(f"custom.{key}", "is_empty") for key in ("size", "since", "is_vip", "colours"))) == {odd}


def test_owner_by_name_of_account():
    contact = make_contact(owner=make_user(username="sam"))

    assert found(leaf("owner", "equals", "Sam")) == {contact}
    assert found(leaf("owner", "is_empty")) == set()
