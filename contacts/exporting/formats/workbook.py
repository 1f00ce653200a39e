"""XLSX: a worksheet of text cells, none of them a formula or an error."""

import re
from typing import IO, Any

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from contacts.exporting.rows import Extract

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
# Excel reads _x0041_ as "A": https://learn.microsoft.com/dotnet/api/documentformat.openxml.varianttypes.vtlpwstr
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write(extract: Extract, file: IO[bytes]) -> None:
    """The header, which stays in sight, and a row for each contact."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    sheet.freeze_panes = "A2"
    for row in extract.table():
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> str | Cell:
    text = "" if value is None else str(value)
    text = _LOOKS_ESCAPED.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))
    if not text.startswith(("=", "#")):
        return text
    # Else it would be a formula, or an error.
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
