"""Texts that name who was erased are found by hashes alone."""

import pytest

from contacts.models import ChangeSet, Contact
from gdpr.erasing.traces import Traces
from gdpr.erasure import erase
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

PERSON = {"first_name": "Zoë Maria", "last_name": "O’Quoxley", "email": "zoe@example.com", "phone": "+49 30 98765432"}


@pytest.fixture
def traces():
    person = make_contact(**PERSON)
    done = erase(Contact.objects.filter(pk=person.pk), by=None, door=ChangeSet.Door.ADMIN, reason="Test")
    return Traces.of(done)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nobody is named here, at 10:30 on 2026-03-04.",
        "Maria will call, and zoe too",
        "ann@example.com or +49 30 11111111",
        "a quoxley is a kind of boat",
        "zoe@example.com.org",
    ],
)
def test_text_that_names_nobody_is_left_alone(traces, text):
    assert traces.spans(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ask zoe@example.com.", ["zoe@example.com"]),
        ("Ask <ZOE@EXAMPLE.COM>!", ["ZOE@EXAMPLE.COM"]),
        ("Call 030/98765432 now", ["030/98765432"]),
        ("Call 0049 30 987 654 32", ["0049 30 987 654 32"]),
        ("Met Zoe Oquoxley today", ["Zoe Oquoxley"]),
        ("Met ZOË O'QUOXLEY today", ["ZOË O'QUOXLEY"]),
        ("O’Quoxley, Zoë was there", ["O’Quoxley, Zoë"]),
        ("Zoë M. O’Quoxley", ["Zoë M. O’Quoxley"]),
        ("Mrs O’Quoxley said no", ["O’Quoxley"]),
        ("Zoë O’Quoxley (zoe@example.com)", ["Zoë O’Quoxley", "zoe@example.com"]),
    ],
)
def test_text_that_names_the_person_is_found(traces, text, named):
    assert [text[start:end] for start, end in traces.spans(text)] == named


def test_last_name_that_others_bear_does_not_name_the_person(traces):
    make_contact(first_name="Ann", last_name="O’Quoxley")

    assert traces.spans("Mrs O’Quoxley said no") == []
    assert len(traces.spans("Zoë O’Quoxley said no")) == 1
