"""XLSX."""

import openpyxl

from tests.contacts.exporting.nasty import write_out
from tests.factories import make_contact

TEXTS = ["=1+1", "#N/A", "'=1", "+49 30 1", "00123", "_x0041_", "TRUE"]


def test_every_cell_is_text_as_it_is(db, tmp_path):
    for text in TEXTS:
        make_contact(first_name=text)

    book = openpyxl.load_workbook(write_out(tmp_path / "all.xlsx", columns=["first_name"]))

    header, *cells = [row[0] for row in book.active.iter_rows()]
    assert header.value == "first_name"
    assert sorted(cell.value.replace("_x005F_", "_") for cell in cells) == sorted(TEXTS)
    assert {cell.data_type for cell in cells} == {"s"}
