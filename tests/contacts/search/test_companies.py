"""Finding companies."""

import pytest

from contacts.models import Company
from contacts.search import matching_companies
from tests.factories import make_company


@pytest.mark.parametrize("text", ["nobody", "%", "'", "\\", "\x00", "_cme", "a" * 300])
def test_what_no_company_is_called_finds_none(db, text):
    make_company(name="Acme", domain="acme.example")

    assert matching_companies(Company.objects.all(), text).count() == 0


@pytest.mark.parametrize("text", ["", "son mull", "Müller", "acme.exa", "@acme.example", "www.acme.example"])
def test_companies_are_found_by_words_of_their_name_and_by_their_domain(db, text):
    company = make_company(name="Müller & Søn", domain="acme.example")

    assert list(matching_companies(Company.objects.all(), text)) == [company]
