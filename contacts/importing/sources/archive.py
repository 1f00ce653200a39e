"""XLSX files measured before they are opened: how large they grow, and how far their sheets reach.

The reader holds a sheet as a full rectangle with a copy of its text in every cell, so that a file of some
kilobytes can take gigabytes: by packing well, by one cell far away, or by one long text that many cells name.
"""

import re
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
_LONGEST_TAG = 1_000

_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\s[^>/]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>/]*>")
_SHARED_TEXT = re.compile(rb"\bt=[\"']s[\"'][^>/]*>\s*<(?:\w+:)?v>\s*(\d{1,9})<")
_TEXT_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
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
        self._begun = 0

    def take(self) -> None:
        """Measure the shared texts first: the sheets refer to them by number."""
        members = self._archive.infolist()
        for member in filter(_holds_texts, members):
            for part in self._parts(member, before=b"<"):
                self._measure_texts(part)
        for member in members:
            if not _holds_texts(member):
                self._measure_sheet(self._parts(member, before=b"<c "))

    def _measure_texts(self, part: bytes) -> None:
        start = -self._begun
        for match in _TEXT_END.finditer(part):
            self._lengths.append(match.end() - start)
            start = match.end()
        self._begun = len(part) - start
        if len(self._lengths) > _MAX_AREA:
            raise TooLargeWhenUnpacked(limit=_MAX_TEXT // _MEGABYTE)

    def _measure_sheet(self, parts: Iterator[bytes]) -> None:
        letters: set[bytes] = set()
        lowest = text = 0
        lengths = self._lengths
        for part in parts:
            if cells := _FILLED_CELL.findall(part):
                columns, rows = zip(*cells, strict=True)
                letters.update(columns)
                lowest = max(lowest, *map(int, set(rows)))
                _refuse_reach(lowest, max(map(_column, letters)))
            if lengths:
                text += sum(lengths[at] for at in map(int, _SHARED_TEXT.findall(part)) if at < len(lengths))
            if text > _MAX_TEXT:
                raise TooLargeWhenUnpacked(limit=_MAX_TEXT // _MEGABYTE)

    def _parts(self, member: zipfile.ZipInfo, before: bytes) -> Iterator[bytes]:
        """The member unpacked, in parts of about a megabyte that end before a tag."""
        declared, member.file_size = member.file_size, _BEYOND_ANY_PROMISE
        unpacked, rest = 0, b""
        with self._archive.open(member) as file:
            while chunk := file.read(_MEGABYTE):
                unpacked += len(chunk)
                self._add(len(chunk))
                part = rest + chunk
                cut = part.rfind(before, -_LONGEST_TAG)
                rest = part[cut:] if cut > 0 else b""
                yield part[:cut] if cut > 0 else part
        yield rest
        if unpacked != declared:
            raise DamagedWorkbook

    def _add(self, count: int) -> None:
        self._unpacked += count
        if self._unpacked > self._limit:
            raise TooLargeWhenUnpacked(limit=self._limit // _MEGABYTE)


def _holds_texts(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith("sharedstrings.xml")


def _refuse_reach(row: int, column: int) -> None:
    if row > MAX_ROWS + TITLE_ROWS:
        raise TooManyRows(rows=row, limit=MAX_ROWS)
    if column > MAX_COLUMNS:
        raise TooManyColumns(columns=column, limit=MAX_COLUMNS)
    if row * column > _MAX_AREA:
        raise TooManyCells(rows=row, columns=column)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
