import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import normalize
from contacts.widgets import (
    NUMBER_SEPARATORS,
    BooleanWidget,
    CellWidget,
    ChoiceWidget,
    CountryWidget,
    DateWidget,
    Doubtful,
    ParsedWidget,
    TextWidget,
    WordsWidget,
    join,
    split,
)

STAGES = {"lead": "Lead", "sql": "Sales qualified lead", "lost": "Lead lost"}
WORDS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=20).map(
    normalize.clean_text
)


def doubt(widget, text):
    with pytest.raises(Doubtful) as caught:
        widget.clean(text)
    return caught.value.value_class, caught.value.kept


@pytest.mark.parametrize(
    "widget",
    [
        CellWidget(),
        TextWidget(5),
        ParsedWidget(normalize.number),
        CountryWidget(),
        DateWidget(),
        BooleanWidget(),
        ChoiceWidget(STAGES),
        WordsWidget(),
    ],
)
@pytest.mark.parametrize("blank", ["", "  ", "\u200b\ufeff", "\0", None])
def test_blank_cells_have_no_value_and_no_value_is_a_blank_cell(widget, blank):
    assert (widget.clean(blank), widget.render(None)) == (None, "")


@pytest.mark.parametrize(
    ("text", "value"), [("  a ", "a"), ("e\u0301", "é"), ("a\r\nb\vc", "a\nb\nc"), ("a\0b", "ab"), ("=1+1", "=1+1")]
)
def test_text_is_cleaned(text, value):
    assert TextWidget().clean(text) == value


def test_long_text_is_cut_and_never_ends_in_a_blank():
    assert TextWidget(4).clean("abcd") == "abcd"
    assert doubt(TextWidget(4), "abcde") == ("5 characters", "abcd")
    assert doubt(TextWidget(4), "abc \u200de") == ("6 characters", "abc")


def test_text_that_cannot_be_parsed_is_kept_only_where_the_column_takes_text():
    assert doubt(ParsedWidget(normalize.domain), "no domain") == ("text with blanks", None)
    assert doubt(ParsedWidget(normalize.country, max_length=4, keeps_text=True), "Narnia") == ("unknown word", "Narn")


def test_what_becomes_too_long_by_parsing_is_left_out():
    assert doubt(ParsedWidget(normalize.url, max_length=10), "example.com") == ("19 characters", None)


@pytest.mark.parametrize(("text", "code", "shown"), [("deutschland", "DE", "Germany"), ("CI", "CI", "Côte d’Ivoire")])
def test_countries_are_codes_shown_by_name(text, code, shown):
    assert (CountryWidget().clean(text), CountryWidget().render(code)) == (code, shown)


@pytest.mark.parametrize("code", normalize.country_names())
def test_the_name_of_a_country_means_its_code(code):
    assert CountryWidget().clean(CountryWidget().render(code)) == code


def test_dates_are_read_in_the_order_of_the_file_and_written_by_iso_8601():
    assert DateWidget("dmy").clean("03/04/2001") == dt.date(2001, 4, 3)
    assert DateWidget("mdy").clean("03/04/2001") == dt.date(2001, 3, 4)
    assert doubt(DateWidget(), "03/04/2001") == ("ambiguous date", None)
    assert (DateWidget().render(dt.date(999, 1, 2)), DateWidget().render("2001-01-02")) == ("0999-01-02", "2001-01-02")


@pytest.mark.parametrize(("text", "value"), [("x", True), ("0", False), ("Nein", False)])
def test_booleans_are_read_and_written(text, value):
    assert BooleanWidget().clean(text) is value
    assert BooleanWidget().clean(BooleanWidget().render(value)) is value


@pytest.mark.parametrize(
    ("text", "value"), [("lead", "lead"), ("SALES_qualified-Lead", "sql"), ("sql", "sql"), ("lead  LOST", "lost")]
)
def test_choices_are_found_by_value_and_by_label(text, value):
    assert ChoiceWidget(STAGES).clean(text) == value


def test_an_unknown_choice_is_left_out_and_one_stored_since_is_shown_as_it_is():
    assert doubt(ChoiceWidget(STAGES), "leads") == ("unknown word", None)
    assert ChoiceWidget(STAGES).render("former") == "former"


@pytest.mark.parametrize(
    "labels",
    [
        {"red": "red", "Red": "Red", "RED": "RED"},
        {"a": "Same", "b": "Same"},
        {"customer": "Client", "old": "Customer", "client": "Old"},
    ],
)
def test_what_is_shown_of_a_choice_means_that_choice(labels):
    widget = ChoiceWidget(labels)

    assert {value: widget.clean(widget.render(value)) for value in labels} == {value: value for value in labels}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a, b; c | d ::: e\nf", ["a", "b", "c", "d", "e", "f"]),
        ("a;;a; b;", ["a", "b"]),
        ("* myContacts ::: a", ["a"]),
        ('"a;b"; c, d', ["a;b", "c, d"]),
        ('"a ""b"""', ['a "b"']),
        ('a\n"b\nc"; d', ["a", "b\nc", "d"]),
        ('"never closed', ["never closed"]),
        ('5" screen', ['5" screen']),
    ],
)
def test_words_are_parted(text, words):
    assert WordsWidget().clean(text) == words


def test_only_separators_hold_no_word():
    assert [WordsWidget().clean(text) for text in (";", " , ", '""', '"";')] == [None] * 4


def test_a_long_word_is_left_out_and_the_others_are_read_all_the_same():
    assert doubt(WordsWidget(3), "abc; abcd; ab") == ("long word", ["abc", "ab"])
    assert doubt(WordsWidget(3), "abcd") == ("long word", None)
    assert doubt(WordsWidget(4, ChoiceWidget(STAGES)), "LEAD; abcde") == ("long word", ["lead"])


def test_an_unknown_word_is_left_out_and_the_others_are_read_all_the_same():
    assert doubt(WordsWidget(50, ChoiceWidget(STAGES)), "lead; purple; SQL") == ("unknown word", ["lead", "sql"])


@given(st.lists(WORDS.filter(bool), max_size=5, unique=True))
def test_words_are_found_again(words):
    words = [word for word in words if not word.startswith("* ")]

    assert (WordsWidget().clean(join(words)) or []) == words


@given(st.lists(WORDS.filter(bool), max_size=5))
def test_numbers_are_found_again(numbers):
    assert [number for number in split(join(numbers, NUMBER_SEPARATORS), NUMBER_SEPARATORS) if number] == numbers
