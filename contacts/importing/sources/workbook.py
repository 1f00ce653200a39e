"""XLSX workbooks; dates and numbers of their cells become text."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from contacts.importing.exceptions import EmptyFile, TooManyRows
from contacts.importing.headers import is_email_header
from contacts.importing.limits import MAX_ROW, MAX_SHEET_ROWS
from contacts.importing.sources.apart import SheetsApart
from contacts.importing.sources.source import Row, Source, Width, clean_header, header_index


class Workbook(Source):
    """One sheet of a workbook, held in memory as a whole by a process of its own."""

    kind = "xlsx"

    def __init__(self, path: Path) -> None:
        """Open the first visible sheet with an e-mail column. Raises UnreadableFile."""
        self._sheets = SheetsApart(path)
        with ExitStack() as unless_it_opens:
            unless_it_opens.callback(self.close)
            self._open()
            unless_it_opens.pop_all()

    def rows(self) -> Iterator[Row]:
        width, line = Width(self.headers), self._header_line
        while rows := self._sheets.ask("rows", line):
            for line, cells, is_too_long in rows:
                self.position = line - self._header_line
                if is_too_long:
                    yield Row(line, cells, f"The row is longer than {MAX_ROW:,} characters.")
                else:
                    yield width.fitted(line, cells)
        self.position = self.size

    def close(self) -> None:
        self._sheets.close()

    def _open(self) -> None:
        last_line = self._take_sheet()
        rows = self._sheets.ask("rows", 0)
        self._header_line, header, _ = rows[header_index([cells for _, cells, _ in rows])]
        self.headers = clean_header(header)
        self.position, self.size = 0, last_line - self._header_line
        if self.size > MAX_SHEET_ROWS:
            raise TooManyRows(rows=last_line, limit=MAX_SHEET_ROWS)

    def _take_sheet(self) -> int:
        """Turn to the first visible sheet whose header names an e-mail address, else to the first not empty.

        Returns the sheet's last line.
        """
        filled = None
        for number, is_visible in enumerate(self._sheets.ask("visible")):
            last_line = self._sheets.ask("take", number)
            if not last_line:
                continue
            if is_visible and self._has_email_header():
                return last_line
            filled = number if filled is None else filled
        if filled is None:
            raise EmptyFile
        return self._sheets.ask("take", filled)

    def _has_email_header(self) -> bool:
        rows = [cells for _, cells, _ in self._sheets.ask("rows", 0)]
        return any(is_email_header(cell) for cell in rows[header_index(rows)]) if rows else False
