"""Records out of delimited lines, mended where a quotation mark is opened and never closed."""

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import islice

from contacts.importing.sources.source import is_blank

UNCLOSED = "A quotation mark is opened in this row and never closed."
_DEFAULT = ","
# In the order in which ties are decided: commas also stand in names and job titles.
_DELIMITERS = "\t;|,"
_SAMPLE = 50
_LOOK_AHEAD = 5

# The limit holds for the whole process: this is the one place that sets it. What is longer is taken for an
# open quotation mark.
csv.field_size_limit(12 << 20)


class Records:
    """Iterates over records; remembers the physical lines that the record at hand was made of.

    An open quotation mark would swallow the rows below it up to the next one, or to the end of the file.
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
                # The reader asks for a line beyond the last one only while a quotation mark is open.
                cells, reader = self._cut_back(), self._reader()
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
        return self.lines[0].rstrip("\r\n").split(self._delimiter)

    def _split(self, line: str) -> list[str]:
        return next(read([line], self._delimiter), [])

    def _reader(self) -> Iterator[list[str]]:
        self._has_ended = False
        return read(self._feed(), self._delimiter)

    def _feed(self) -> Iterator[str]:
        lines, returned, source = self.lines, self._returned, self._source
        while True:
            while returned:
                lines.append(returned.popleft())
                yield lines[-1]
            for line in source:
                lines.append(line)
                yield line
                if returned:
                    break
            else:
                self._has_ended = True
                return


def read(lines: Iterator[str] | Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """The records of the lines, blanks after a delimiter dropped."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def find_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that the first records agree on; the header's agreement counts most."""
    best = max(_DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))
    return best if any(_agreement(lines, best)) else _DEFAULT


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[bool, float, int]:
    records = [cells for cells in islice(read(lines, delimiter), _SAMPLE) if not is_blank(cells)]
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    if not widths:
        return False, 0.0, 0
    (width, count) = widths.most_common(1)[0]
    return len(records[0]) == width, count / len(records), width
