"""Unmerge, whatever was merged and whatever belongs to it."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.history import undo
from contacts.merging import unmerge
from contacts.models import Contact, ContactList, Tag
from gdpr.consent import record
from gdpr.models import ConsentEvent
from tests.contacts.history.snapshots import Cell, cells, differences
from tests.contacts.merging.merges import DOOR, merged
from tests.factories import booked, make_activity, make_company, make_contact, make_deal, make_tag, make_task

pytestmark = pytest.mark.django_db

PEOPLE = 5
usual = settings(deadline=None, suppress_health_check=list(HealthCheck))
briefly = settings(usual, max_examples=10, derandomize=True)
at_length = settings(usual, max_examples=300)


def populate() -> list[Contact]:
    make_tag(name="one"), make_tag(name="two")
    with booked():
        for name in ("Newsletter", "Fair"):
            ContactList.objects.create(name=name)
    return [make_contact(email=f"{number}@example.com") for number in range(PEOPLE)]


def say(contact: Contact, name: str, word: Any) -> None:
    row = Contact.objects.get(pk=contact.pk)
    setattr(row, name, word)
    with booked():
        row.save()


def say_custom(contact: Contact, key: str, word: str) -> None:
    say(contact, "custom_fields", Contact.objects.get(pk=contact.pk).custom_fields | {key: word})


def employ(contact: Contact) -> None:
    company = make_company()
    with booked():
        Contact.objects.filter(pk=contact.pk).update(company=company)


def tag(contact: Contact, name: str) -> None:
    with booked():
        contact.contact_tags.get_or_create(tag=Tag.objects.get(name=name))


def enlist(contact: Contact, name: str) -> None:
    with booked():
        contact.list_members.get_or_create(list=ContactList.objects.get(name=name))


def reach(contact: Contact, number: str) -> None:
    with booked():
        contact.phones.get_or_create(number=number)


def write_to(contact: Contact, email: str) -> None:
    with suppress(IntegrityError), booked():
        contact.emails.create(email=email)


def identify(contact: Contact, value: str) -> None:
    with suppress(IntegrityError), booked():
        contact.external_ids.create(system="shop", value=value)


def consent(contact: Contact, purpose: str, kind: str) -> None:
    record(contact, purpose=purpose, kind=kind, channel="form", evidence="form")


def _one(operation: Any, *arguments: Any) -> st.SearchStrategy:
    return st.tuples(st.just(operation), st.integers(0, PEOPLE - 1), *arguments)


_words = st.sampled_from(["A", "Ada", "Berlin"])
_numbers = st.sampled_from(["030 901820", "+49 30 901820", "020 7946 0018"])
given_rows = st.lists(
    st.one_of(
        _one(say, st.sampled_from(["first_name", "title", "city", "postal_code", "lifecycle_stage"]), _words),
        _one(say, st.sampled_from(["phone", "mobile"]), _numbers),
        _one(say, st.just("country"), st.sampled_from(["DE", "GB"])),
        _one(say_custom, st.sampled_from(["x", "y"]), _words),
        _one(employ),
        _one(tag, st.sampled_from(["one", "two"])),
        _one(enlist, st.sampled_from(["Newsletter", "Fair"])),
        _one(reach, _numbers),
        _one(write_to, st.sampled_from([f"{word}@home.example" for word in "abc"])),
        _one(identify, st.sampled_from(["7", "8"])),
        _one(make_activity),
        _one(make_task),
        _one(make_deal),
        _one(
            consent,
            st.sampled_from(["email_marketing", "data_processing"]),
            st.sampled_from(["granted", "withdrawn", "objected", "requested"]),
        ),
    ),
    max_size=12,
)
# The first of the numbers stays; who was merged before is left out.
merges = st.lists(st.lists(st.integers(0, PEOPLE - 1), min_size=2, max_size=3, unique=True), min_size=1, max_size=3)


def merges_are_taken_back_one_by_one(rows, joined):
    people = populate()
    for operation, number, *arguments in rows:
        operation(people[number], *arguments)
    moments = []
    for numbers in joined:
        live = [people[number] for number in numbers if Contact.objects.live().filter(pk=people[number].pk).exists()]
        if len(live) > 1:
            before = contents()
            moments.append((before, merged(*live, email=live[-1]), live[0]))
            require_united(*live)

    for before, made, winner in reversed(moments):
        plan = unmerge(winner, by=None, door=DOOR)

        assert (plan.change_set, plan.conflicts, plan.obstacles) == (made, (), ())
        assert differences(before, contents()) == {}
        assert undo(made, by=None, door=DOOR).changes == 0


def contents() -> dict[Cell, Any]:
    """All that the tables hold, the ledger of consent too."""
    ledger = {
        ("consentevent", row["id"], name): value for row in ConsentEvent.objects.values() for name, value in row.items()
    }
    return cells() | ledger


def require_united(winner: Contact, *losers: Contact) -> None:
    """Nobody's refusal, address or row is lost."""
    winner.refresh_from_db()
    members = Contact.objects.filter(merged_into=winner)
    assert set(losers) <= set(members)
    assert winner.email_opt_in <= all(members.values_list("email_opt_in", flat=True))
    left = {
        name: getattr(loser, name).count()
        for loser in members
        for name in ("activities", "tasks", "deals", "emails", "phones", "contact_tags", "list_members", "external_ids")
    }
    assert set(left.values()) == {0}


def example(rows, joined) -> None:
    """Leave nothing of one example to the next."""
    with transaction.atomic():
        merges_are_taken_back_one_by_one(rows, joined)
        transaction.set_rollback(True)


@briefly
@given(given_rows, merges)
def test_merges_are_taken_back_entirely(rows, joined):
    example(rows, joined)


@pytest.mark.slow
@at_length
@given(given_rows, merges)
def test_merges_are_taken_back_entirely_whatever_belongs_to_whom(rows, joined):
    example(rows, joined)
