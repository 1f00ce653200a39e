"""What was typed, and how it can be read."""

import pytest
from django.db import connection

from contacts.search.typed import Number, Typed, cut, read


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b", "a" * 256])
def test_what_is_not_legible_or_too_long_is_not_read(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada  LOVELACE ada", ["ada", "lovelace"]),
        ("Zoë O’Neill-de Vries", ["zoe", "oneill", "de", "vries"]),
        ("%_'", []),
    ],
)
def test_words_have_no_case_accents_or_punctuation(db, text, words):
    assert read(text).words == words


@pytest.mark.parametrize("text", ["o'neil-x (a/b) 3.5%", '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~ a\tb\nc', ""])
def test_words_are_cut_as_the_database_cuts_them(db, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_of(%s)", [text])

        assert cut(text) == cursor.fetchone()[0]


@pytest.mark.parametrize("text", ["ada", "12", "12a45", "0000", "2026-x", "1@2345"])
def test_what_is_no_number_is_none(text):
    assert Typed(text).number is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+49 (0)30 901820", Number("+4930901820", "49030901820", True)),
        ("0049 30 901820", Number("+4930901820", "4930901820", True)),
        ("+49 30 90", Number("", "493090", True)),
        ("030/90-18.20", Number("", "30901820", False)),
    ],
)
def test_numbers_are_read_in_any_format(settings, text, number):
    settings.DEFAULT_REGION = ""

    assert Typed(text).number == number


def test_an_address_has_the_sign_and_no_blank():
    assert [Typed(text).address for text in ("Ada@", "ada", "a @b")] == ["ada@", "", ""]
