"""The sheets of a workbook as rows of text; dates and numbers of their cells become text."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from contacts.importing.exceptions import DamagedWorkbook, PasswordProtected, TooManySheets
from contacts.importing.limits import MAX_ROW, MAX_SHEETS
from contacts.importing.xlsx.archive import measure

_Value = str | int | float | bool | dt.date | dt.time | dt.timedelta
# Beyond, a float no longer holds every whole number: what is shown would not be what was typed.
_EXACT = 1e15
# What goes over in one answer.
_ROWS = 1_000
_CHARACTERS = 1 << 20


class SheetRow(NamedTuple):
    """A row that is not blank. One that `is_too_long` has only the first characters of its cells."""

    line: int
    cells: list[str]
    is_too_long: bool


class Sheets:
    """The sheets of a workbook, of which one is held in memory at a time."""

    def __init__(self, path: Path) -> None:
        """Measure, then open. Raises UnreadableFile."""
        measured = measure(path)
        self._book = _opened(path)
        self._names = _names(self._book)
        if len(self._names) > MAX_SHEETS:
            raise TooManySheets(sheets=len(self._names), limit=MAX_SHEETS)
        # One sheet under several names would be read, and take its time, as often.
        if len(self._names) > measured:
            raise DamagedWorkbook
        self._sheet: CalamineSheet | None = None
        self._upcoming: Iterator[SheetRow] = iter(())
        self._line = 0

    def visible(self) -> list[bool]:
        """Whether each sheet can be seen by whoever opens the workbook; those that can come first."""
        return list(self._names.values())

    def take(self, number: int) -> int:
        """Turn to a sheet; its last row, counted from 1, or 0 where it is empty."""
        try:
            self._sheet = self._book.get_sheet_by_name(list(self._names)[number])
        except CalamineError as error:
            raise DamagedWorkbook from error
        self._begin_after(0)
        return self._sheet.end[0] + 1 if self._sheet.height else 0

    def rows(self, after: int) -> list[SheetRow]:
        """The next rows of the sheet below the row `after`; none at its end."""
        if after != self._line:
            self._begin_after(after)
        rows, characters = [], 0
        for row in islice(self._upcoming, _ROWS):
            rows.append(row)
            characters += sum(map(len, row.cells))
            if characters > _CHARACTERS:
                break
        self._line = rows[-1].line if rows else after
        return rows

    def _begin_after(self, line: int) -> None:
        self._line = line
        filled = self._filled()
        self._upcoming = (row for row in filled if row.line > line) if line else filled

    def _filled(self) -> Iterator[SheetRow]:
        for line, values in enumerate(self._sheet.iter_rows(), start=1):
            cells = [_text(value) for value in values]
            if any(cell and not cell.isspace() for cell in cells):
                yield _bounded(line, cells)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise PasswordProtected from error
    except CalamineError as error:
        raise DamagedWorkbook from error


def _names(book: CalamineWorkbook) -> dict[str, bool]:
    """The names of the sheets that hold tables, and whether each is visible; hidden ones come last."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in sheets}
    return dict(sorted(visible.items(), key=lambda sheet: not sheet[1]))


def _bounded(line: int, cells: list[str]) -> SheetRow:
    if sum(map(len, cells)) <= MAX_ROW:
        return SheetRow(line, cells, False)
    most = MAX_ROW // len(cells)
    return SheetRow(line, [cell[:most] for cell in cells], True)


def _text(value: _Value) -> str:
    """The cell as a person would type it: whole numbers without a point, days in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)
