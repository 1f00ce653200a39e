"""What a contact's own record gives away."""

import pytest

from contacts.enrichment.providers.local import LocalProvider, country_of, name_in, own_domains
from contacts.models import Contact


def proposed(**fields) -> dict[str, tuple[str, float]]:
    """What is proposed for a contact that nobody has saved: value and confidence by field."""
    contact = Contact(**fields)
    proposals = LocalProvider().propose([contact])[contact.pk]
    return {proposal.field: (proposal.value, proposal.confidence) for proposal in proposals}


def test_nothing_is_proposed_where_nothing_is_given_away():
    assert proposed(email="info@gmail.com") == {}


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "gmx.de", "mail.gmx.de", "yahoo.co.uk"])
def test_free_mail_says_nothing_of_a_company(domain):
    assert own_domains(f"jane@{domain}") == []


def test_domain_is_followed_by_those_that_it_lies_in():
    assert own_domains("jane@mail.acme.co.uk") == ["mail.acme.co.uk", "acme.co.uk", "co.uk"]


@pytest.mark.parametrize(
    "local",
    [
        "info", "jane", "jdoe", "j.doe", "jane.d", "jane.ann.doe", "jane2.doe", "jane.doe7", "janedoe", "12.34",
        "customer.service", "no.reply", "no-reply.acme", "sales.berlin", "jane.sales", "it.support",
    ],
)  # fmt: skip
def test_addresses_of_offices_and_of_other_forms_name_nobody(local):
    assert name_in(f"{local}@acme.com") is None


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("jane.doe", ("Jane", "Doe")),
        ("jane_doe", ("Jane", "Doe")),
        ("jane.doe+news", ("Jane", "Doe")),
        ("anna-maria.o'neil", ("Anna-Maria", "O'Neil")),
        ("jürgen.groß", ("Jürgen", "Groß")),
    ],
)
def test_address_of_first_and_last_name_names_the_person(local, name):
    assert name_in(f"{local}@acme.com") == name


@pytest.mark.parametrize("known", [{"first_name": "Bob"}, {"last_name": "Smith"}, {"first_name": "J."}])
def test_name_is_not_guessed_against_what_is_known(known):
    assert proposed(email="jane.doe@gmail.com", **known) == {}


def test_missing_half_of_a_name_is_guessed():
    assert proposed(email="jane.doe@gmail.com", first_name="JANE")["last_name"] == ("Doe", 0.3)


@pytest.mark.parametrize("number", ["+80012345678", "+18005550199", "+493012"])
def test_number_without_a_place_has_no_country(number):
    assert country_of(number) == ""


@pytest.mark.parametrize(
    ("number", "country"), [("+493012345678", "DE"), ("+14165550123", "CA"), ("+441481256789", "GG")]
)
def test_number_tells_the_country(number, country):
    assert country_of(number) == country


def test_country_is_not_proposed_where_two_numbers_disagree():
    assert proposed(email="info@gmail.com", phone_e164="+493012345678", mobile_e164="+33612345678") == {}


def test_country_is_proposed_where_the_numbers_agree():
    numbers = {"phone_e164": "+493012345678", "mobile_e164": "+4915112345678"}

    assert proposed(email="info@gmail.com", **numbers) == {"country": ("DE", 0.8)}


def test_company_is_proposed_by_its_domain():
    assert proposed(email="info@acme.com") == {"company": ("acme.com", 0.9)}
