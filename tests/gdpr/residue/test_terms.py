"""The spellings of a term."""

import pytest

from gdpr.exceptions import NoTerms, TermTooShort
from gdpr.residue import read_terms, terms_of
from gdpr.residue.folding import fold


def is_found(term: str, text: str) -> bool:
    (only,) = terms_of([term])
    return bool(only.pattern.search(fold(text.encode())))


@pytest.mark.parametrize("texts", [[], ["", "  "]])
def test_no_terms_are_refused(texts):
    with pytest.raises(NoTerms):
        terms_of(texts)


def test_term_that_would_be_everywhere_is_refused_by_its_line():
    with pytest.raises(TermTooShort, match="The term on line 2 is too short"):
        terms_of(["Ada Lovelace", "A."])


def test_terms_are_known_by_their_lines(tmp_path):
    file = tmp_path / "terms.txt"
    file.write_text("\ufeffAda Lovelace\n\n ada@example.com \n", encoding="utf-8")

    assert [(term.line, term.written) for term in read_terms(file)] == [(1, "Ada Lovelace"), (3, "ada@example.com")]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Ada", "Canada"),
        ("Ada", "Adana"),
        ("Ada Lovelace", "Ada met Lovelace"),
        ("ada@example.com", "nevada@example.com"),
        ("ada@example.com", "ada@example.community"),
        ("+49 30 1234567", "493012345678"),
        ("+49 30 1234567", "1301234567"),
        ("+49 30 1234567", "2026-11-30 12:34:56.7"),
        ("2026-11-27", "202611271"),
    ],
)
def test_other_text_is_not_the_term(term, text):
    assert not is_found(term, text)


@pytest.mark.parametrize(
    "text",
    [
        "ADA LOVELACE",
        "Lovelace, Ada",
        "ada_lovelace.csv",
        "Ada\tLovelace",
        "Ada – Lovelace",
        "Ada\xa0Lovelace",
        "ada.lovelace@example.com",
        "adalovelace",
        "Adá Lövelace",
        "A\u0301da Love\u200blace",
    ],
)
def test_name_is_found_in_any_spelling(text):
    assert is_found("Ada Lovelace", text)


@pytest.mark.parametrize("text", ["Jürgen Groß", "JUERGEN GROSS", "Jurgen Gross", "Gross Juergen"])
def test_umlauts_are_found_in_any_spelling(text):
    assert is_found("Jürgen Groß", text)


@pytest.mark.parametrize(
    "text",
    [
        "+49 30 1234567",
        "+49301234567",
        "0049 30/1234567",
        "+49 (0)30 12 34-567",
        "(030) 123 45 67",
        "030.1234567",
        "tel:+49301234567",
        "call 2026-11-27 030 1234567 again",
        "301234567",
    ],
)
def test_number_is_found_however_it_is_dialled(text):
    assert is_found("+49 30 1234567", text)


def test_number_without_country_is_read_as_one_of_the_default_region(settings):
    settings.DEFAULT_REGION = "DE"

    assert is_found("030 1234567", "+49 30 1234567")


def test_number_of_no_known_country_is_found_by_its_digits():
    assert is_found("030 1234567", "30-12-34-567")


def test_domain_is_found_as_name_servers_know_it():
    assert is_found("ada@exämple.org", "ada@xn--exmple-cua.org")
