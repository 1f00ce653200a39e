"""The markup of XLSX members, read as a stream for what the reader would make of it.

Only a real parser sees what the reader sees: attributes have many spellings, and a cell without a place stands
beside the one before it. Nothing but places and lengths is kept, and each part of a member is forgotten after use.
"""

import re
from array import array
from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

from contacts.importing.exceptions import DamagedWorkbook, TooMuchMarkup
from contacts.importing.limits import MAX_DEPTH, MAX_MARKUP_TEXT, MAX_NAMES, MAX_TOKEN

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_NUMBER_PARTS = 3
# ECMA-376 part 1, 18.18.7. The reader is more generous, but no program writes anything else.
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_ROW = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)


class NotMarkup(Exception):
    """The member is no well-formed XML, or more than XLSX needs."""


class _LocalNames(dict[str, str]):
    """Names of elements without their prefix."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class _Markup:
    """An XML member that is fed in parts. Whatever would make the parser itself grow without bound is refused."""

    def __init__(self, most_elements: int) -> None:
        # The reader takes every member for UTF-8, whatever the declaration says.
        self._parser = ParserCreate("utf-8", None, {})
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_entities
        self._most_elements = most_elements
        self._left = lambda: most_elements
        self._fed = self._silent = 0

    def feed(self, part: bytes) -> None:
        """Read on; an empty part is the end. Raises NotMarkup, or a refusal of the workbook."""
        self._fed += len(part)
        left = self._left()
        try:
            self._parser.Parse(part, not part)
        except ExpatError as error:
            raise NotMarkup from error
        waiting = self._fed - self._parser.CurrentByteIndex
        if waiting > MAX_TOKEN or len(self._parser.intern) > MAX_NAMES:
            raise NotMarkup
        if self._left() < 0:
            raise TooMuchMarkup
        # The reader holds a text several times; Excel's own end after 32,767 characters.
        self._silent = self._silent + len(part) if self._left() == left else 0
        if self._silent > MAX_MARKUP_TEXT:
            raise NotMarkup


class SharedTexts(_Markup):
    """How long each shared text is at most: the length of its markup."""

    def __init__(self, most_elements: int, most: int) -> None:
        super().__init__(most_elements)
        self.lengths = array("L")
        self._most = most
        self._handle()

    def _handle(self) -> None:
        parser, lengths, most, local = self._parser, self.lengths, self._most, _LocalNames()
        depth, begun, left = 0, -1, self._most_elements

        def start(name: str, _: list[str]) -> None:
            nonlocal depth, begun, left
            depth, left = depth + 1, left - 1
            if local[name] == "si":
                if begun >= 0 or len(lengths) >= most:
                    raise NotMarkup
                begun = parser.CurrentByteIndex
            elif depth > MAX_DEPTH:
                raise NotMarkup

        def end(name: str) -> None:
            nonlocal depth, begun
            depth -= 1
            if local[name] == "si":
                lengths.append(parser.CurrentByteIndex - begun)
                begun = -1

        self._left = lambda: left
        parser.ordered_attributes = True
        parser.StartElementHandler, parser.EndElementHandler = start, end


class SheetCells(_Markup):
    """How far the filled cells of a sheet reach, and how much shared text they name.

    `reached` is told the lowest row and the widest column whenever one of them grows; `count` of cells and `text`
    go on growing. Rows and cells without a place follow the one before, as the reader counts them.
    """

    def __init__(self, most_elements: int, lengths: array, reached: Callable[[int, int], None]) -> None:
        super().__init__(most_elements)
        self.count = self.text = self.lowest = self.widest = 0
        self._lengths = lengths
        self._reached = reached
        self._columns: dict[str, int] = {}
        self._handle()

    def _handle(self) -> None:
        """Set the handlers: closures, for they are called millions of times."""
        local, column_of = _LocalNames(), self._columns.get
        row, row_text, cell_row, column, depth = 1, "1", 1, 0, 0
        is_shared, left = False, self._most_elements

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, row_text, cell_row, column, depth, is_shared, left
            depth, left = depth + 1, left - 1
            if depth > MAX_DEPTH:
                raise NotMarkup
            kind = local[name]
            if kind == "c":
                is_shared = attributes.get("t") == "s"
                cell_row = row
                if (place := attributes.get("r")) is None:
                    column += 1
                elif not (place.endswith(row_text) and (column := column_of(place[: -len(row_text)]))):
                    cell_row, column = self._placed(place)
            elif kind == "v" or kind == "is":
                self._fill(cell_row, column, names_text=is_shared and kind == "v")
            elif kind == "row" and "r" in attributes:
                row, row_text = _row(attributes["r"]), attributes["r"]

        def end(name: str) -> None:
            nonlocal row, row_text, column, depth
            depth -= 1
            if local[name] == "row":
                row, column = row + 1, 0
                row_text = str(row)

        self._left = lambda: left
        self._parser.StartElementHandler, self._parser.EndElementHandler = start, end

    def _fill(self, row: int, column: int, *, names_text: bool) -> None:
        self.count += 1
        if row > self.lowest or column > self.widest:
            self.lowest, self.widest = max(row, self.lowest), max(column, self.widest)
            self._reached(self.lowest, self.widest)
        if names_text:
            self._read_number()

    def _read_number(self) -> None:
        """Read the number of a text out of the element just begun, then go on as before."""
        parser, parts = self._parser, []
        start, end = parser.StartElementHandler, parser.EndElementHandler

        def gather(text: str) -> None:
            if len(parts) > _NUMBER_PARTS:
                raise NotMarkup
            parts.append(text)

        def end_number(name: str) -> None:
            self._add_text("".join(parts))
            parser.CharacterDataHandler = None
            parser.StartElementHandler, parser.EndElementHandler = start, end
            end(name)

        parser.CharacterDataHandler = gather
        parser.StartElementHandler, parser.EndElementHandler = _refuse, end_number

    def _placed(self, place: str) -> tuple[int, int]:
        match = _PLACE.fullmatch(place)
        row, column = (int(match[2]), _column(match[1])) if match else (0, 0)
        if not 0 < row <= _LAST_ROW or column > _LAST_COLUMN:
            raise DamagedWorkbook
        self._columns[match[1]] = column
        return row, column

    def _add_text(self, number: str) -> None:
        # What is no number of a text is for the reader to refuse; it takes blanks and a plus sign for part of one.
        number = number.strip().removeprefix("+")
        if number.isdecimal() and int(number) < len(self._lengths):
            self.text += self._lengths[int(number)]


def _refuse(*_: object) -> None:
    raise NotMarkup


def _refuse_entities(*_: object) -> None:
    raise DamagedWorkbook


def _row(place: str) -> int:
    if not _ROW.fullmatch(place) or int(place) > _LAST_ROW:
        raise DamagedWorkbook
    return int(place)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
