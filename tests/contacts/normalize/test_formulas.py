"""Cells that would be run as formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.normalize import harmless, restored

DANGEROUS = "=+-@\t\r\n＝＋－＠"
CELLS = st.text() | st.text("'=+-@\t\r\n＝＋－＠ 01x(A)", max_size=8)


@pytest.mark.parametrize(
    "text", ["", "'", "Ada", "O'Brien", "'s-Hertogenbosch", "a=b", "50 %", "1-2", "\N{EM DASH} none", "#N/A"]
)
def test_text_that_is_no_formula_stays(text):
    assert (harmless(text), restored(text)) == (text, text)


@pytest.mark.parametrize(
    "text",
    [
        "+49 30 1234567", "+49 (0)30/123-45", "+1-800-555-0100", "+1 800 555 0100 x12", "+49 30 123 ext. 4",
        "+44 20 7946 0000ext4", "-5", "-1200.5", "+(49) 30",
    ],
)  # fmt: skip
def test_number_stays(text):
    assert (harmless(text), restored(text)) == (text, text)


@pytest.mark.parametrize("first", DANGEROUS)
def test_what_begins_like_a_formula_is_marked(first):
    assert harmless(f"{first}SUM(A1)") == f"'{first}SUM(A1)"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+", "-", "--", "+A1", "+x12", "+1+cmd|' /C calc'!A0", "-1*HYPERLINK(A1)", "+49/ x12", "-1e-07",
        "+49 30 1; +49 30 2", "+1\n", " =1", "'=1", "''+49", "'+49 30 1", "' =1", "＋４９",
    ],
)  # fmt: skip
def test_what_could_be_one_is_marked_and_comes_back(text):
    assert (harmless(text), restored(f"'{text}")) == (f"'{text}", text)


@given(CELLS)
def test_every_text_comes_back(text):
    assert restored(harmless(text)) == text


@given(CELLS)
def test_no_text_begins_like_a_formula_but_a_number(text):
    cell = harmless(text)

    assert cell.lstrip(" ")[:1] not in {*DANGEROUS} or set(cell) <= set("+-0123456789 ()./ext")
