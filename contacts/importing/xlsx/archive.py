"""XLSX files measured before they are opened: how large they grow, and how far their sheets reach.

The reader holds a sheet as a full rectangle with a copy of its text in every cell, so that a file of some
kilobytes can take gigabytes: by packing well, by one cell far away, or by one long text that many cells name.
"""

import io
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

from contacts.importing import limits
from contacts.importing.exceptions import (
    DamagedWorkbook,
    NotATable,
    PasswordProtected,
    TooLargeWhenUnpacked,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)
from contacts.importing.limits import MEGABYTE
from contacts.importing.xlsx.markup import NotMarkup, SharedTexts, SheetCells

_ENCRYPTED = 0x1
# All that OPC allows; others can make the unpacking itself take gigabytes. ECMA-376 part 2, annex B
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# zipfile stops at the declared size, which is a promise only: other readers unpack what is there.
_BEYOND_ANY_PROMISE = 1 << 40
_SHEET = b"sheetData"

_FOREIGN = (
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file"),
)


def measure(path: Path) -> int:
    """How many sheets the workbook has; refuses what is none or would not fit into memory. Raises UnreadableFile."""
    try:
        with _Pieces(path) as file, zipfile.ZipFile(file) as archive:
            _refuse_other_contents(archive)
            return _Measure(archive, path.stat().st_size).take()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise DamagedWorkbook from error


class _Pieces(io.FileIO):
    """A file that is read in small pieces; the list of its members, which zipfile reads in one, is bounded so."""

    def read(self, size: int = -1) -> bytes:
        if size > limits.MAX_DIRECTORY:
            raise NotATable(content="an archive of many files")
        return super().read(size)


def _refuse_other_contents(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if any(info.flag_bits & _ENCRYPTED for info in archive.infolist()):
        raise PasswordProtected
    if len(names) > limits.MAX_MEMBERS:
        raise NotATable(content="an archive of many files")
    if not any(name.lower().startswith("xl/") and name.lower().endswith(".xml") for name in names):
        kinds = (content for start, content in _FOREIGN if any(name.startswith(start) for name in names))
        raise NotATable(content=next(kinds, "a zip archive"))
    if "xl/workbook.bin" in names:
        raise NotATable(content="a binary workbook (.xlsb)")
    if any(info.compress_type not in _METHODS for info in archive.infolist()):
        raise DamagedWorkbook


class _Measure:
    """What unpacking and opening every member of an archive would cost."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        self._archive = archive
        self._limit = min(limits.MAX_UNPACKED, max(limits.FREE_OF_RATIO, packed * limits.MAX_RATIO))
        self._lengths = array("L")
        self._sheets = 0

    def take(self) -> int:
        """Measure the shared texts first: the sheets refer to them by number. Returns the number of sheets."""
        members = self._archive.infolist()
        # What is promised here is kept below; members that lie upon each other are added up too.
        if sum(member.file_size for member in members) > self._limit:
            raise TooLargeWhenUnpacked(limit=self._limit // MEGABYTE)
        texts = [member for member in members if _holds_texts(member)]
        for member in texts:
            self._measure_texts(member)
        # Which of two the reader takes is its own affair.
        if len(texts) > 1:
            raise DamagedWorkbook
        for member in members:
            if not _holds_texts(member):
                self._measure_sheet(member)
        return self._sheets

    def _measure_texts(self, member: zipfile.ZipInfo) -> None:
        texts = SharedTexts(_most_elements(member), most=limits.MAX_AREA)
        for part in self._parts(member):
            if not _is_read(texts, part):
                raise DamagedWorkbook
        self._lengths = texts.lengths

    def _measure_sheet(self, member: zipfile.ZipInfo) -> None:
        """Measure the member as a sheet; images and the like need not be markup, if they are none."""
        cells = SheetCells(_most_elements(member), self._lengths, _refuse_reach)
        is_markup, is_sheet, end = not _is_picture(member), False, b""
        for part in self._parts(member):
            is_sheet = is_sheet or _SHEET in end + part
            end = part[-len(_SHEET) :]
            is_markup = is_markup and _is_read(cells, part)
            if is_sheet and not is_markup:
                raise DamagedWorkbook
            if cells.text > limits.MAX_TEXT:
                raise TooLargeWhenUnpacked(limit=limits.MAX_TEXT // MEGABYTE)
            if cells.count > limits.MAX_AREA:
                raise TooManyCells(rows=cells.lowest, columns=cells.widest)
        self._sheets += is_sheet

    def _parts(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The member unpacked, in parts of a megabyte; the last one is empty."""
        declared, member.file_size = member.file_size, _BEYOND_ANY_PROMISE
        unpacked, chunk = 0, b"-"
        with self._archive.open(member) as file:
            while chunk:
                chunk = file.read(MEGABYTE)
                unpacked += len(chunk)
                if unpacked > declared:
                    raise DamagedWorkbook
                yield chunk
        if unpacked != declared:
            raise DamagedWorkbook


def _is_read(markup: SharedTexts | SheetCells, part: bytes) -> bool:
    try:
        markup.feed(part)
    except NotMarkup:
        return False
    return True


def _holds_texts(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith("sharedstrings.xml")


def _is_picture(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().startswith("xl/media/")


def _most_elements(member: zipfile.ZipInfo) -> int:
    return limits.FREE_ELEMENTS + limits.MAX_ELEMENTS_A_BYTE * member.compress_size


def _refuse_reach(row: int, column: int) -> None:
    if row > limits.MAX_SHEET_ROWS + limits.TITLE_ROWS:
        raise TooManyRows(rows=row, limit=limits.MAX_SHEET_ROWS)
    if column > limits.MAX_COLUMNS:
        raise TooManyColumns(columns=column, limit=limits.MAX_COLUMNS)
    if row * column > limits.MAX_AREA:
        raise TooManyCells(rows=row, columns=column)
