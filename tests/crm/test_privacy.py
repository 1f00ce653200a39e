"""The words of the declarations."""

from dataclasses import FrozenInstanceError

import pytest

from crm.privacy import PersonalData

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
