"""XLSX workbooks; dates and numbers of their cells become text."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from contacts.importing.exceptions import (
    DamagedWorkbook,
    EmptyFile,
    PasswordProtected,
    TooManyColumns,
    TooManyRows,
)
from contacts.importing.headers import is_email_header
from contacts.importing.sources.archive import MAX_ROWS, measure
from contacts.importing.sources.source import (
    MAX_COLUMNS,
    TITLE_ROWS,
    Row,
    Source,
    Width,
    clean_header,
    header_index,
    is_blank,
)

_Value = str | int | float | bool | dt.date | dt.time | dt.timedelta
# Beyond, a float no longer holds every whole number: what is shown would not be what was typed.
_EXACT = 1e15
_FIRST_ROWS = TITLE_ROWS * 3


class Workbook(Source):
    """One sheet of a workbook, held in memory as a whole."""

    kind = "xlsx"

    def __init__(self, path: Path) -> None:
        """Open the first visible sheet with an e-mail column. Raises UnreadableFile."""
        measure(path)
        self.position = 0
        self._book = _opened(path)
        self._sheet = self._found()
        first_rows = _first_rows(self._sheet)
        found = header_index(first_rows)
        self.headers = clean_header(first_rows[found])
        self._header_at = self._sheet.start[0] + found
        self.size = self._sheet.end[0] - self._header_at
        if self.size > MAX_ROWS:
            raise TooManyRows(rows=self._sheet.end[0] + 1, limit=MAX_ROWS)
        if len(self.headers) > MAX_COLUMNS:
            raise TooManyColumns(columns=len(self.headers), limit=MAX_COLUMNS)

    def rows(self) -> Iterator[Row]:
        width = Width(self.headers)
        rows = enumerate(self._sheet.iter_rows(), start=1)
        for line, values in islice(rows, self._header_at + 1, None):
            self.position = line - self._header_at - 1
            cells = [_text(value) for value in values]
            if not is_blank(cells):
                yield width.fitted(line, cells)

    def close(self) -> None:
        self._book.close()

    def _found(self) -> CalamineSheet:
        """The first visible sheet whose header names an e-mail address, else the first that is not empty."""
        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
        filled = None
        for metadata in sheets:
            sheet = self._loaded(metadata.name)
            if sheet.height and metadata.visible == SheetVisibleEnum.Visible and _has_email_header(sheet):
                return sheet
            if sheet.height and filled is None:
                filled = metadata.name
        if filled is None:
            raise EmptyFile
        return self._loaded(filled)

    def _loaded(self, name: str) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_name(name)
        except CalamineError as error:
            raise DamagedWorkbook from error


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise PasswordProtected from error
    except CalamineError as error:
        raise DamagedWorkbook from error


def _first_rows(sheet: CalamineSheet) -> list[list[str]]:
    start = sheet.start[0]
    rows = islice(sheet.iter_rows(), start, start + _FIRST_ROWS)
    return [[_text(value) for value in values] for values in rows]


def _has_email_header(sheet: CalamineSheet) -> bool:
    rows = _first_rows(sheet)
    return any(is_email_header(cell) for cell in rows[header_index(rows)])


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
