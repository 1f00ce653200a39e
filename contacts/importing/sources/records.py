"""Records out of delimited lines, mended where a quotation mark is opened and never closed."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import islice

from contacts.importing.limits import MAX_LINE
from contacts.importing.sources.source import is_blank

UNCLOSED = "A quotation mark is opened in this row and never closed."
_DEFAULT = ","
# In the order in which ties are decided: commas also stand in names and job titles.
_DELIMITERS = "\t;|,"
_SAMPLE = 50
_LOOK_AHEAD = 5

# What is longer is taken for an open quotation mark. Each line of such a record is read again, so that a file full
# of them is given less and less; rows in between win it back.
_MOST_LINES = 1_000
_LEAST_LINES = 50
_WON_BACK = 10
_MOST_CHARACTERS = 1 << 20
_SAMPLED_LINE = 200_000

# The limit holds for the whole process: this is the one place that sets it. No line of a verified file reaches it.
csv.field_size_limit(2 * MAX_LINE)


class Records:
    """Iterates over records; remembers the physical lines that the record at hand was made of.

    An open quotation mark would swallow the rows below it up to the next one, or as far as a record may reach.
    Such a record is cut back to its first line, and reading goes on with the second.
    """

    def __init__(self, source: Iterator[str], delimiter: str, first_line: int = 1) -> None:
        self.line = first_line
        self.lines: list[str] = []
        self.problem = ""
        self._source = source
        self._delimiter = delimiter
        self._returned: deque[str] = deque()
        self._has_ended = False
        self._allowed = _MOST_LINES

    def __iter__(self) -> Iterator[list[str]]:
        lines, reader = self.lines, self._reader()
        while True:
            lines.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = self._cut_back()
            if self._has_ended:
                # The reader asks for one more line than there may be only while a quotation mark is open.
                cells, reader = self._cut_back(), self._reader()
            elif self._allowed < _MOST_LINES:
                self._allowed += _WON_BACK
            yield cells
            self.line += len(lines)
            self.problem = ""

    def cut_if_swallowing(self, width: int) -> list[str] | None:
        """The first line's cells, if a line within the record reads as a whole row of its own; else None."""
        inner = self.lines[1 : 1 + _LOOK_AHEAD]
        if width > 1 and any(len(self._split(line)) == width for line in inner):
            return self._cut_back()
        return None

    def _cut_back(self) -> list[str]:
        self._returned.extendleft(reversed(self.lines[1:]))
        del self.lines[1:]
        self.problem = UNCLOSED
        self._allowed = max(_LEAST_LINES, self._allowed // 2)
        return self.lines[0].rstrip("\r\n").split(self._delimiter)

    def _split(self, line: str) -> list[str]:
        try:
            return next(read([line], self._delimiter), [])
        except csv.Error:
            return []

    def _reader(self) -> Iterator[list[str]]:
        self._has_ended = False
        return read(self._feed(), self._delimiter)

    def _feed(self) -> Iterator[str]:
        lines, returned, source = self.lines, self._returned, self._source
        characters = 0
        while True:
            if not lines:
                characters = 0
            elif len(lines) >= self._allowed or characters > _MOST_CHARACTERS:
                break
            line = returned.popleft() if returned else next(source, None)
            if line is None:
                break
            lines.append(line)
            characters += len(line)
            yield line
        self._has_ended = True


def read(lines: Iterator[str] | Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """The records of the lines, blanks after a delimiter dropped."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def find_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that the first records agree on; the header's agreement counts most."""
    lines = [line[:_SAMPLED_LINE] for line in lines]
    best = max(_DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))
    return best if any(_agreement(lines, best)) else _DEFAULT


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[bool, float, int]:
    try:
        records = [cells for cells in islice(read(lines, delimiter), _SAMPLE) if not is_blank(cells)]
    except csv.Error:
        return False, 0.0, 0
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    if not widths:
        return False, 0.0, 0
    (width, count) = widths.most_common(1)[0]
    return len(records[0]) == width, count / len(records), width
