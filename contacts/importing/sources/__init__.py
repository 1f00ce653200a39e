"""Files of any kind, opened as tables of text."""

from pathlib import Path

from contacts.importing.exceptions import HeaderOnly, UnreadableFile
from contacts.importing.sources.delimited import DelimitedText
from contacts.importing.sources.detection import is_workbook
from contacts.importing.sources.source import Row, Source
from contacts.importing.sources.workbook import Workbook

__all__ = ["Row", "Source", "open_source"]


def open_source(path: Path, *, encoding: str | None = None) -> Source:
    """Open a CSV, TSV or XLSX file as a table; what it is shows by its content, not by its name.

    `encoding` is needed for text that is neither UTF-8 nor has a byte order mark. Raises UnreadableFile.
    """
    try:
        source = Workbook(path) if is_workbook(path) else DelimitedText(path, encoding)
    except OSError as error:
        raise UnreadableFile(reason=error.strerror or "unknown error") from error
    if next(source.rows(), None) is None:
        source.close()
        raise HeaderOnly
    return source
