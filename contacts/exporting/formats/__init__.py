"""The formats of files: one module each, that writes an extract of contacts to an open file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from contacts.exporting.formats import delimited, json_lines, workbook
from contacts.exporting.rows import Extract

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True)
class Format:
    """One kind of file; `most` is how many contacts it can hold."""

    label: str
    content_type: str
    write: Callable[[Extract, IO[bytes]], None]
    mark: bytes = b""
    most: int | None = None


# By the ends of the files' names.
FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", delimited.write, mark=delimited.BYTE_ORDER_MARK),
    "xlsx": Format("Excel (XLSX)", workbook.CONTENT_TYPE, workbook.write, most=workbook.MOST_ROWS - 1),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8", json_lines.write),
}
