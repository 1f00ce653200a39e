"""CSV in UTF-8, whose cells no spreadsheet program takes for formulas."""

import codecs
import csv
import io
from itertools import islice
from typing import IO, Any

from contacts.exporting.rows import BATCH, Extract
from contacts.normalize.formulas import FIRST, harmless

# Excel takes a file without the mark for one in the Windows encoding; other programs stumble over it.
BYTE_ORDER_MARK = codecs.BOM_UTF8


def write(extract: Extract, file: IO[bytes]) -> None:
    """The header and a line for each contact."""
    rows = extract.table()
    while batch := list(islice(rows, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(map(_guarded, batch))
        file.write(text.getvalue().encode())


def _guarded(row: list[Any]) -> list[Any]:
    # Numbers and dates are none that could be run.
    return [harmless(cell) if type(cell) is str and cell[:1] in FIRST else cell for cell in row]
