"""What the search box finds."""

import pytest

from contacts.models import Contact
from contacts.search import search
from tests.factories import booked, make_company, make_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    company = make_company(name="Müller & Søn")
    with booked():
        zoe = make_contact(first_name="Zoë", last_name="de Vries", email="zoe@Example.com", company=company)
        zoe.phones.create(number="+49 30 901820", e164="+4930901820")
        zoe.emails.create(email="old@example.org")
        make_contact(first_name="Ada", last_name="Zoega", email="ada@example.com", phone="+44 20 7946 0958")


def found(text: str) -> list[str]:
    return sorted(search(Contact.objects.live(), text).values_list("first_name", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Ada", "Zoë"]),
        ("   ", ["Ada", "Zoë"]),
        ("nobody", []),
        ("ZOE", ["Ada", "Zoë"]),
        ("zoë de", ["Zoë"]),
        ("de vries", ["Zoë"]),
        ("Vries", []),
        ("de  Vries   zoe", ["Zoë"]),
        ("muller", ["Zoë"]),
        ("zoe@example.com", ["Zoë"]),
        ("OLD@", ["Zoë"]),
        ("+49 30 901820", ["Zoë"]),
        ("+442079460958", ["Ada"]),
        ("%", []),
        ("_da", []),
        ("\x00", ["Ada", "Zoë"]),
        ("' OR 1=1 --", []),
    ],
)
def test_search_finds_beginnings_and_whole_numbers(people, text, names):
    assert found(text) == names


def test_search_stays_within_the_rows_it_is_given(people):
    assert list(search(Contact.objects.none(), "ada")) == []
