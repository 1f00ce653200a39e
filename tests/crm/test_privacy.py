"""The words of the declarations."""

from dataclasses import FrozenInstanceError

import pytest

from crm.privacy import REST, PersonalData, Sort

NOTE = PersonalData(subject="contact", erase={"text": ""}, keep={"id", "contact"})


def test_declaration_of_nothing_covers_no_column():
    assert PersonalData(subject="self").undeclared({"id", "text"}) == {"id", "text"}


def test_declaration_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        NOTE.subject = "self"


def test_nothing_is_said_about_merges_unless_it_is_declared():
    assert NOTE.on_merge == ""


def test_columns_on_either_list_are_declared():
    assert (NOTE.undeclared({"id", "contact", "text"}), NOTE.unknown({"id", "contact", "text"})) == (set(), set())


def test_column_on_neither_list_is_undeclared():
    assert NOTE.undeclared({"id", "contact", "text", "title"}) == {"title"}


def test_declared_name_that_is_no_column_is_unknown():
    assert NOTE.unknown({"id", "text"}) == {"contact"}


def test_column_on_both_lists_is_unknown():
    both = PersonalData(subject="", erase={"text": ""}, keep={"text"})

    assert both.unknown({"text"}) == {"text"}


def test_column_of_two_sorts_is_unknown():
    both = PersonalData(subject="", keep=REST, personal={"name"}, credential={"name"})

    assert both.unknown({"name"}) == {"name"}


@pytest.mark.parametrize("names", ["personal", "special", "credential", "free_text", "hidden"])
def test_exception_that_is_no_column_is_unknown(names):
    assert PersonalData(subject="", keep=REST, **{names: {"gone"}}).unknown({"id"}) == {"gone"}


def test_rest_keeps_every_column():
    rest = PersonalData(subject="", keep=REST)

    assert (rest.undeclared({"id", "name"}), rest.unknown({"id", "name"})) == (set(), set())


def test_what_is_kept_tells_nothing_and_what_is_erased_is_personal():
    assert (NOTE.sort("contact"), NOTE.sort("text")) == (Sort.NONE, Sort.PERSONAL)


@pytest.mark.parametrize(
    ("names", "sort"),
    [
        ("personal", Sort.PERSONAL),
        ("special", Sort.SPECIAL),
        ("credential", Sort.CREDENTIAL),
        ("free_text", Sort.FREE_TEXT),
    ],
)
def test_exception_is_of_the_sort_that_it_is_named_for(names, sort):
    assert PersonalData(subject="", keep=REST, **{names: {"text"}}).sort("text") is sort


def test_person_gets_every_column_of_their_rows():
    assert (NOTE.is_exported("text"), NOTE.is_exported("id")) == (True, True)


def test_person_gets_nothing_that_is_hidden_or_opens_doors():
    note = PersonalData(subject="contact", keep={"id", "text", "key"}, hidden={"text"}, credential={"key"})

    assert [note.is_exported(name) for name in ("id", "text", "key")] == [True, False, False]


def test_nobody_gets_rows_that_lead_to_no_contact():
    assert PersonalData(subject="", erase={"text": ""}).is_exported("text") is False
