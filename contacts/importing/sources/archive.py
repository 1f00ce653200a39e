"""XLSX files measured before they are opened: how large they grow, and how far their sheets reach.

The reader holds a sheet as a full rectangle with a copy of its text in every cell, so that a file of some
kilobytes can take gigabytes: by packing well, by one cell far away, or by one long text that many cells name.
"""

import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

from contacts.importing.exceptions import (
    DamagedWorkbook,
    NotATable,
    PasswordProtected,
    TooLargeWhenUnpacked,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from contacts.importing.sources.markup import NotMarkup, SharedTexts, SheetCells
from contacts.importing.sources.source import MAX_COLUMNS, TITLE_ROWS

MAX_ROWS = 200_000
_MEGABYTE = 1 << 20
MAX_UNPACKED = 400 * _MEGABYTE
# Sheets pack 10 to 40 times; only repetition without end packs better.
_MAX_RATIO = 100
_FREE_OF_RATIO = 32 * _MEGABYTE
# Cells of the rectangle that holds a whole sheet, at about 32 bytes each.
_MAX_AREA = 8_000_000
_MAX_TEXT = 200 * _MEGABYTE
_MAX_MEMBERS = 10_000
_ENCRYPTED = 0x1
# zipfile stops at the declared size, which is a promise only: other readers unpack what is there.
_BEYOND_ANY_PROMISE = 1 << 40
_SHEET = b"sheetData"

_FOREIGN = (
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file"),
)


def measure(path: Path) -> None:
    """Refuse what is no XLSX workbook or would not fit into memory. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_other_contents(archive)
            _Measure(archive, path.stat().st_size).take()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DamagedWorkbook from error


def _refuse_other_contents(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(info.flag_bits & _ENCRYPTED for info in archive.infolist()):
        raise PasswordProtected
    if len(names) > _MAX_MEMBERS:
        raise NotATable(content="an archive of many files")
    if not any(name.lower().startswith("xl/") and name.lower().endswith(".xml") for name in names):
        kinds = (content for start, content in _FOREIGN if any(name.startswith(start) for name in names))
        raise NotATable(content=next(kinds, "a zip archive"))
    if "xl/workbook.bin" in names:
        raise NotATable(content="a binary workbook (.xlsb)")


class _Measure:
    """What unpacking and opening every member of an archive would cost."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        self._archive = archive
        self._limit = min(MAX_UNPACKED, max(_FREE_OF_RATIO, packed * _MAX_RATIO))
        self._unpacked = 0
        self._lengths = array("L")

    def take(self) -> None:
        """Measure the shared texts first: the sheets refer to them by number."""
        members = self._archive.infolist()
        texts = [member for member in members if _holds_texts(member)]
        for member in texts:
            self._measure_texts(member)
        # Which of two the reader takes is its own affair.
        if len(texts) > 1:
            raise DamagedWorkbook
        for member in members:
            if not _holds_texts(member):
                self._measure_sheet(member)

    def _measure_texts(self, member: zipfile.ZipInfo) -> None:
        texts = SharedTexts(most=_MAX_AREA)
        is_markup = True
        for part in self._parts(member):
            is_markup = is_markup and _is_read(texts, part)
        if not is_markup:
            raise DamagedWorkbook
        self._lengths = texts.lengths

    def _measure_sheet(self, member: zipfile.ZipInfo) -> None:
        """Measure the member as a sheet; images and the like need not be markup, if they are none."""
        cells = SheetCells(self._lengths, _refuse_reach)
        is_markup, is_sheet, end = True, False, b""
        for part in self._parts(member):
            is_sheet = is_sheet or _SHEET in end + part
            end = part[-len(_SHEET) :]
            is_markup = is_markup and _is_read(cells, part)
            if cells.text > _MAX_TEXT:
                raise TooLargeWhenUnpacked(limit=_MAX_TEXT // _MEGABYTE)
            if cells.count > _MAX_AREA:
                raise TooManyCells(rows=cells.lowest, columns=cells.widest)
        if is_sheet and not is_markup:
            raise DamagedWorkbook

    def _parts(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The member unpacked, in parts of a megabyte; the last one is empty."""
        declared, member.file_size = member.file_size, _BEYOND_ANY_PROMISE
        unpacked, chunk = 0, b"-"
        with self._archive.open(member) as file:
            while chunk:
                chunk = file.read(_MEGABYTE)
                unpacked += len(chunk)
                self._add(len(chunk))
                yield chunk
        if unpacked != declared:
            raise DamagedWorkbook

    def _add(self, count: int) -> None:
        self._unpacked += count
        if self._unpacked > self._limit:
            raise TooLargeWhenUnpacked(limit=self._limit // _MEGABYTE)


def _is_read(markup: SharedTexts | SheetCells, part: bytes) -> bool:
    try:
        markup.feed(part)
    except NotMarkup:
        return False
    return True


def _holds_texts(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith("sharedstrings.xml")


def _refuse_reach(row: int, column: int) -> None:
    if row > MAX_ROWS + TITLE_ROWS:
        raise TooManyRows(rows=row, limit=MAX_ROWS)
    if column > MAX_COLUMNS:
        raise TooManyColumns(columns=column, limit=MAX_COLUMNS)
    if row * column > _MAX_AREA:
        raise TooManyCells(rows=row, columns=column)
