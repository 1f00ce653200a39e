"""CSV, TSV and their kin, read line by line."""

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from contacts.importing.exceptions import EmptyFile
from contacts.importing.limits import MAX_CELL
from contacts.importing.sources.detection import decoding_errors, text_encoding
from contacts.importing.sources.records import UNCLOSED, Records, find_delimiter
from contacts.importing.sources.source import (
    Row,
    Source,
    Width,
    clean_header,
    header_index,
    is_blank,
    shortened,
)
from contacts.normalize.formulas import MARK, restored

_SAMPLE_LINES = 400
_SAMPLE_CHARACTERS = 1 << 20
_SAMPLE_RECORDS = 50
# A note may well have a line with a comma in it, but hardly one with as many as a wide table has.
_TOO_WIDE_FOR_CHANCE = 8
# https://support.microsoft.com/office/5d75eb0e-2d1f-4ee7-aef1-5ff0a1a6c0ed: Excel obeys this first line.
_SEPARATOR_LINE = re.compile(r"\"?sep=([;,|\t:])\"?\s*", re.IGNORECASE)


class DelimitedText(Source):
    """A text file of records, read in constant memory."""

    kind = "csv"

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Verify the whole file's encoding, then find delimiter and header. Raises UnreadableFile."""
        self._path = path
        self._file: TextIO | None = None
        self._is_read = False
        self.encoding = text_encoding(path, encoding)
        self._errors = decoding_errors(self.encoding)
        self.size = path.stat().st_size
        sample = self._sample()
        separator = _SEPARATOR_LINE.fullmatch(sample[0]) if sample else None
        first = 1 if separator else 0
        if not "".join(sample[first:]).strip("\ufeff\0 \t\r\n"):
            raise EmptyFile
        self.delimiter = separator[1] if separator else find_delimiter(sample)
        self._find_header(sample, first)

    @property
    def position(self) -> int:
        if self._is_read:
            return self.size
        is_open = self._file is not None and not self._file.closed
        return os.lseek(self._file.fileno(), 0, os.SEEK_CUR) if is_open else 0

    def rows(self) -> Iterator[Row]:
        self._is_read = False
        with self._opened() as self._file:
            next(islice(self._file, self._header_end, self._header_end), None)
            records = Records(self._file, self.delimiter, self._header_end + 1)
            lines, full, width = records.lines, len(self.headers), Width(self.headers)
            for cells in records:
                if not cells or (not cells[0] and is_blank(cells)):
                    continue
                is_plain = len(lines) == 1 and len(lines[0]) <= MAX_CELL and not records.problem
                if is_plain and len(cells) == full:
                    yield Row(records.line, cells)
                else:
                    yield _checked(records, cells, width)
        self._is_read = True

    def meant(self, row: Row) -> Row:
        """The row without the marks that keep its cells from being run as formulas."""
        if MARK not in "".join(row.cells):
            return row
        return row._replace(cells=[restored(cell) for cell in row.cells])

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _opened(self) -> TextIO:
        return self._path.open(encoding=self.encoding, errors=self._errors, newline="")

    def _sample(self) -> list[str]:
        lines, left = [], _SAMPLE_CHARACTERS
        with self._opened() as file:
            for line in islice(file, _SAMPLE_LINES):
                lines.append(line)
                left -= len(line)
                if left < 0:
                    break
        return lines

    def _find_header(self, sample: list[str], first: int) -> None:
        records = Records(iter(sample[first:]), self.delimiter, first + 1)
        found = [(cells, records.line + len(records.lines) - 1) for cells in islice(records, _SAMPLE_RECORDS)]
        header, self._header_end = found[header_index([cells for cells, _ in found])]
        self.headers = clean_header(header)


def _checked(records: Records, cells: list[str], width: Width) -> Row:
    if records.problem:
        return Row(records.line, shortened(cells), records.problem)
    row = width.fitted(records.line, cells)
    is_suspect = row.problem or width.full >= _TOO_WIDE_FOR_CHANCE
    if is_suspect and (first_line := records.cut_if_swallowing(width.full)):
        return Row(row.line, shortened(first_line), UNCLOSED)
    return row
