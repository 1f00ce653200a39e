"""Sample people."""

from collections import Counter
from itertools import islice
from unicodedata import name

import phonenumbers
import pytest

from crm.sample.addresses import Addresses
from crm.sample.companies import company
from crm.sample.locales import LOCALES
from crm.sample.people import people
from crm.sample.person import Person
from crm.sample.romanised import romanised
from crm.sample.story import LANGUAGES

REGIONS = {
    "Brazil": "BR",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Italy": "IT",
    "Japan": "JP",
    "Poland": "PL",
    "Spain": "ES",
    "Turkey": "TR",
    "Ukraine": "UA",
    "United Kingdom": "GB",
    "United States": "US",
}


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(people(20_000))


def address_book(crowd: list[Person]) -> list[str]:
    return [address for person in crowd for address in (person.email, person.email_2) if address]


def share(crowd: list[Person], field: str) -> float:
    return sum(1 for person in crowd if getattr(person, field)) / len(crowd)


def doubles(crowd: list[Person]) -> int:
    """People with the birthday, job and standing of an earlier one; damages leave these alone."""
    born = Counter(
        (person.birth_date, person.title, person.lead_source, person.lifecycle_stage, person.postal_code)
        for person in crowd
        if person.birth_date and person.title
    )
    return sum(born.values()) - len(born)


def is_possible(number: str, country: str) -> bool:
    return phonenumbers.is_possible_number(phonenumbers.parse(number, REGIONS[country]))


def test_people_none():
    assert list(people(0)) == []


def test_people_of_one_seed_are_the_same():
    assert list(people(2_000, seed=7)) == list(people(2_000, seed=7))


def test_people_of_another_seed_are_others():
    assert list(people(50, seed=7)) != list(people(50, seed=8))


def test_people_are_drawn_as_they_are_asked_for():
    first = list(islice(people(1_000_000_000), 3))

    assert len(first) == 3


def test_addresses_are_distinct(crowd):
    addresses = address_book(crowd)

    assert len(set(addresses)) == len(addresses)


def test_addresses_are_lower_case_ascii(crowd):
    addresses = address_book(crowd)

    assert [address for address in addresses if not address.isascii() or address != address.lower()] == []


def test_addresses_are_of_domains_that_nobody_can_own(crowd):
    domains = {address.partition("@")[2] for address in address_book(crowd)}
    employers = {person.company_domain for person in crowd if person.company}

    assert [domain for domain in domains | employers if not domain.endswith(".example")] == []
    assert len(domains - employers) > 20


def test_addresses_have_plain_local_parts(crowd):
    local_parts = [address.partition("@")[0] for address in address_book(crowd)]

    assert [part for part in local_parts if not part.replace(".", "a").replace("_", "a").isalnum()] == []


def test_near_duplicates_only_when_wanted():
    none = doubles(list(people(5_000, near_duplicates=0)))
    many = doubles(list(people(5_000, near_duplicates=0.5)))

    assert none == 0
    assert many > 500


def test_near_duplicates_are_four_in_a_hundred(crowd):
    comparable = sum(1 for person in crowd if person.birth_date and person.title)

    assert doubles(crowd) / comparable == pytest.approx(0.04, abs=0.01)


def test_near_duplicates_differ_from_the_original():
    original, *copies = people(200, near_duplicates=1)
    fields = ("first_name", "last_name", "phone", "mobile", "company", "city", "address_line1")

    unlike = [any(getattr(copy, field) != getattr(original, field) for field in fields) for copy in copies]

    assert all(unlike)
    assert {copy.lifecycle_stage for copy in copies} == {original.lifecycle_stage}


def test_every_country_is_home_to_somebody(crowd):
    assert {person.country for person in crowd} == set(REGIONS)


@pytest.mark.parametrize(
    ("country", "script"),
    [("Japan", "CJK"), ("Greece", "GREEK"), ("Ukraine", "CYRILLIC"), ("Poland", "LATIN")],
)
def test_names_are_written_in_the_script_of_the_country(crowd, country, script):
    initials = Counter(name(person.last_name[0]).split()[0] for person in crowd if person.country == country)

    assert initials.most_common(1)[0][0].startswith(script)


def test_phones_are_possible(crowd):
    numbers = [(person.phone, person.country) for person in crowd if person.phone]
    mobiles = [(person.mobile, person.country) for person in crowd if person.mobile]

    possible = sum(is_possible(number, country) for number, country in numbers + mobiles)

    assert possible / len(numbers + mobiles) > 0.98


@pytest.mark.parametrize(
    ("field", "expected"),
    [("phone", 0.75), ("mobile", 0.5), ("birth_date", 0.4), ("company", 0.7), ("email_2", 0.04)],
)
def test_blanks_are_as_common_as_in_life(crowd, field, expected):
    assert share(crowd, field) == pytest.approx(expected, abs=0.02)


def test_companies_employ_a_dozen_people(crowd):
    domains = {person.company_domain for person in crowd if person.company}

    assert len(crowd) / len(domains) == pytest.approx(12, abs=2)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.country)
def test_company_domains_are_distinct(locale):
    domains = [company(locale, number).domain for number in range(20_000)]

    assert len(set(domains)) == len(domains)


def test_company_domains_of_different_countries_differ():
    domains = [company(locale, number).domain for locale in LOCALES for number in range(2_000)]

    assert len(set(domains)) == len(domains)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.country)
def test_language_of_the_country_is_a_choice(locale):
    assert locale.language in LANGUAGES


def test_claim_numbers_what_is_taken():
    addresses = Addresses()

    given = [addresses.claim("ada.byron", "example.org", year) for year in ("", "", "15", "15")]

    assert given == [
        "ada.byron@example.org",
        "ada.byron100@example.org",
        "ada.byron15@example.org",
        "ada.byron101@example.org",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith", "smith"),
        ("O'Brien", "obrien"),
        ("Łukasz", "lukasz"),
        ("Παπαδόπουλος", "papadopoulos"),
        ("Олійник", "oliinyk"),
        ("Işık", "isik"),
        ("São Paulo", "sao-paulo"),
        ("Großmüller", "grossmuller"),
    ],
)
def test_romanised(text, expected):
    assert romanised(text, gap="-") == expected


def test_romanised_spells_umlauts():
    assert romanised("Großmüller", umlauts=True) == "grossmueller"
