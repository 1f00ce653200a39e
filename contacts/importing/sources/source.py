"""What every kind of file looks like once it is open."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from contacts.importing.exceptions import HeaderTooLong, TooManyColumns
from contacts.importing.headers import is_email_header
from contacts.importing.limits import MAX_CELL, MAX_COLUMNS, MAX_HEADER, MAX_ROW, TITLE_ROWS
from contacts.normalize import clean_text

_SHORTENED_CELL = 1_000


class Row(NamedTuple):
    """One record: `line` is the physical line (or sheet row) on which it starts, counted from 1.

    A broken row says what is wrong in `problem`, without a value in it; its cells are as found, but for those that
    no row may have, of which the beginning is left.
    """

    line: int
    cells: list[str]
    problem: str = ""


class Source(ABC):
    """An open table: its header, and its rows as often as they are asked for.

    `size` and `position` measure progress: bytes of a text file, rows of a workbook.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    headers: list[str]
    size: int
    position: int

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank, in the order of the file, broken ones included."""

    def meant(self, row: Row) -> Row:
        """The row as it was before it was made fit for the file."""
        return row

    @abstractmethod
    def close(self) -> None:
        """Give back what the source holds open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Width:
    """How many cells a row of a table may have, by its header."""

    def __init__(self, header: Sequence[str]) -> None:
        self.full = len(header)
        self.named = max((at for at, name in enumerate(header, 1) if name), default=0)

    def fitted(self, line: int, cells: list[str]) -> Row:
        """The row in the header's width, or with its problem. Blank cells at the end count for nothing."""
        count = len(cells)
        while count > self.named and not cells[count - 1].strip():
            count -= 1
        problem = ""
        if not self.named <= count <= self.full:
            problem = f"The row has {_cells(count)} where the header has {self.full}."
        elif any(len(cell) > MAX_CELL for cell in cells):
            problem = f"A cell is longer than {MAX_CELL:,} characters."
        elif sum(map(len, cells)) > MAX_ROW:
            problem = f"The row is longer than {MAX_ROW:,} characters."
        if problem:
            return Row(line, shortened(cells), problem)
        return Row(line, cells[:count] + [""] * (self.full - count))


def shortened(cells: Sequence[str]) -> list[str]:
    """The cells of a broken row, those cut that are too long for any row; all where the row itself is."""
    longest = MAX_CELL if sum(map(len, cells)) <= MAX_ROW else _SHORTENED_CELL
    return [cell if len(cell) <= longest else cell[:_SHORTENED_CELL] for cell in cells[:MAX_COLUMNS]]


def is_blank(cells: Sequence[str]) -> bool:
    """Whether no cell of the row holds more than blanks."""
    return not any(cell and not cell.isspace() for cell in cells)


def header_index(rows: Sequence[Sequence[str]]) -> int:
    """Where among the first rows the header stands: below a title, else in the first row not blank."""
    filled = [(at, [cell for cell in row if cell.strip()]) for at, row in enumerate(rows)]
    filled = [(at, cells) for at, cells in filled if cells]
    if not filled:
        return 0
    first, cells = filled[0]
    if len(cells) > 1 or is_email_header(cells[0]):
        return first
    for at, cells in filled[1:TITLE_ROWS]:
        if len(cells) > 1 and any(is_email_header(cell) for cell in cells):
            return at
    return first


def clean_header(cells: Sequence[str]) -> list[str]:
    """The names of the columns, each on one line. Raises TooManyColumns, HeaderTooLong."""
    if len(cells) > MAX_COLUMNS:
        raise TooManyColumns(columns=len(cells), limit=MAX_COLUMNS)
    for column, cell in enumerate(cells, 1):
        if len(cell) > MAX_HEADER:
            raise HeaderTooLong(column=column, limit=MAX_HEADER)
    return [" ".join(clean_text(cell).split()) for cell in cells]


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
