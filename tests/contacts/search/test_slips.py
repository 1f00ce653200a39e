"""Words that somebody may have meant."""

import pytest

from contacts.models import Company, Contact, NameWord
from contacts.search.slips import alike, near
from tests.factories import booked, make_company, make_contact


def words() -> list[str]:
    return sorted(NameWord.objects.values_list("word", flat=True))


def test_words_without_neighbours_have_none(db):
    make_contact(first_name="Ada")

    assert near(["ada", "xy", "zebedee"]) == {"ada": [], "xy": [], "zebedee": []}


@pytest.mark.parametrize("typed", ["jhon", "jon", "johnn", "jojn", "ohn", "kohn", "johna"])
def test_one_slip_is_forgiven(db, typed):
    make_contact(first_name="John")

    assert near([typed]) == {typed: ["john"]}


@pytest.mark.parametrize("typed", ["jnoh", "jo", "jane", "johnny"])
def test_two_slips_are_too_many(db, typed):
    make_contact(first_name="John")

    assert near([typed]) == {typed: []}


def test_those_with_the_same_first_letter_are_likelier(db):
    for name in ("Aohn", "John", "Johns"):
        make_contact(first_name=name)

    assert near(["joh"]) == {"joh": ["john"]}
    assert near(["johm"]) == {"johm": ["john"]}


def test_long_words_are_found_that_look_alike(db):
    make_contact(last_name="Schwarzenegger")

    assert alike("swarzeneger") == ["schwarzenegger"]
    assert alike("swarz") == []


def test_each_word_of_names_is_kept_once(db):
    make_contact(first_name="Zoë", last_name="de Vries-Ng")
    make_contact(first_name="Zoë", last_name="R2D2")
    make_company(name="Vries 24 Ltd")

    assert words() == ["ltd", "vries", "zoe"]


def test_words_follow_names(db):
    contact = make_contact(first_name="Zoë")
    with booked():
        Contact.objects.filter(pk=contact.pk).update(first_name="Ada")
        Company.objects.create(name="Acme")
        Company.objects.update(name="Apex")

    assert words() == ["acme", "ada", "apex"]


def test_words_that_others_have_stay(db):
    contact = make_contact(first_name="Zoë", last_name="Acme")
    make_contact(first_name="Zoë")
    make_company(name="Acme")
    with booked():
        Contact.objects.filter(pk=contact.pk).update(first_name="", last_name="")

    assert words() == ["acme", "zoe"]
