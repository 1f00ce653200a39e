import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from contacts.custom_fields import form_field, stored, widget_of
from contacts.models import CustomField

WORDS = ["red", "dark; red", "Red"]


def field_of(type_, **fields):
    return CustomField(key="x", label="X", type=type_, choices=WORDS if "choice" in type_ else [], **fields)


@pytest.mark.parametrize("type_", CustomField.Type.values)
@pytest.mark.parametrize("blank", [None, "", [], ()])
def test_blanks_are_not_stored(type_, blank):
    assert stored(field_of(type_), blank) is None


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", "x" * 1_001),
        ("number", "twelve"),
        ("number", "NaN"),
        ("date", "soon"),
        ("date", "2026-02-30"),
        ("boolean", "perhaps"),
        ("choice", "green"),
        ("multiple_choice", ["red", "green"]),
        ("multiple_choice", "red; green"),
        ("url", "javascript:alert(1)"),
        ("email", "nobody"),
    ],
)
def test_what_is_not_of_the_type_is_refused_without_being_repeated(type_, value):
    with pytest.raises(ValidationError) as caught:
        stored(field_of(type_), value)

    assert str(value) not in str(caught.value)


@pytest.mark.parametrize(
    ("type_", "value", "kept"),
    [
        ("text", "  a ", "a"),
        ("number", Decimal("12.50"), 12.5),
        ("number", Decimal("1E+3"), 1000),
        ("number", 0, 0),
        ("number", "1.200,5", 1200.5),
        ("date", dt.date(2026, 1, 2), "2026-01-02"),
        ("date", "2.1.2026", "2026-01-02"),
        ("boolean", False, False),
        ("boolean", "yes", True),
        ("choice", "red", "red"),
        ("choice", "RED", "Red"),
        ("multiple_choice", ["red", "dark; red"], ["red", "dark; red"]),
        ("multiple_choice", 'red; "dark; red"', ["red", "dark; red"]),
        ("url", "Example.com", "https://example.com"),
        ("email", "ADA@example.com", "ada@example.com"),
    ],
)
def test_values_are_stored_in_jsons_own_types(type_, value, kept):
    found = stored(field_of(type_), value)

    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("type_", "kept"),
    [
        ("text", "a; b"),
        ("number", 12.5),
        ("number", 10**18),
        ("number", 1e-07),
        ("date", "2026-01-02"),
        ("boolean", False),
        ("choice", "Red"),
        ("multiple_choice", ["Red", "dark; red"]),
        ("url", "https://example.com/a?b"),
        ("email", "ada@example.com"),
    ],
)
def test_what_is_written_into_a_cell_is_read_from_it(type_, kept):
    widget = widget_of(field_of(type_))

    assert widget.clean(widget.render(kept)) == kept


def test_a_long_choice_is_one_of_several_too():
    field = CustomField(key="x", type="multiple_choice", choices=["y" * 200, "z"])
    widget = widget_of(field)

    assert widget.clean(widget.render(["y" * 200, "z"])) == ["y" * 200, "z"]


def test_dates_are_read_in_the_order_of_the_file():
    assert widget_of(field_of("date"), date_order="mdy").clean("03/04/2026") == "2026-03-04"


@pytest.mark.parametrize("type_", CustomField.Type.values)
def test_inputs_take_blanks_unless_required_and_bear_the_label(type_):
    optional, required = form_field(field_of(type_)), form_field(field_of(type_, required=True))

    assert (optional.label, optional.required, required.required) == ("X", False, True)
    assert stored(field_of(type_), optional.clean(None)) is None


@pytest.mark.parametrize(
    ("type_", "typed", "kept"),
    [
        ("text", "a", "a"),
        ("number", "12.5", 12.5),
        ("date", "2026-01-02", "2026-01-02"),
        ("boolean", "false", False),
        ("choice", "Red", "Red"),
        ("multiple_choice", ["red", "dark; red"], ["red", "dark; red"]),
        ("url", "example.com", "https://example.com"),
        ("email", "ada@example.com", "ada@example.com"),
    ],
)
def test_what_people_type_is_stored(type_, typed, kept):
    assert stored(field_of(type_), form_field(field_of(type_)).clean(typed)) == kept
