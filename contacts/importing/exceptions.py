"""What makes a file or a mapping unusable as a whole; each docstring is the message."""

from typing import Any


class ImportingError(Exception):
    """The file cannot be imported."""

    def __init__(self, **facts: Any) -> None:
        message = " ".join(type(self).__doc__.split())
        super().__init__(message.format(**facts))
        self.facts = facts


class UnreadableFile(ImportingError):
    """The file cannot be read ({reason}). Check that it exists and that this user may read it."""


class EmptyFile(UnreadableFile):
    """The file is empty. Export it again, or choose another one."""


class HeaderOnly(UnreadableFile):
    """The file has a header but no rows. Add rows below the header, or choose another file."""


class UnknownEncoding(UnreadableFile):
    """The file is not UTF-8: line {line} (byte {offset}) does not decode, and no other encoding can be
    told for certain. Say which one it is with --encoding, for instance cp1252 (Windows, Western
    Europe), cp1250 (Windows, Central Europe), latin-1, shift_jis or utf-16-le."""


class WrongEncoding(UnreadableFile):
    """The file is not in the encoding {encoding}: line {line} (byte {offset}) does not decode. Say
    another one with --encoding, for instance utf-8, cp1252 or latin-1."""


class UnknownCodec(UnreadableFile):
    """There is no text encoding named {encoding}. Say one that Python knows, for instance utf-8, cp1252,
    latin-1, shift_jis or utf-16."""


class NotATable(UnreadableFile):
    """This is {content}, not a table. Export the contacts as CSV (UTF-8) or XLSX."""


class OldExcelFile(UnreadableFile):
    """This is a workbook of Excel 97-2003 (.xls). Open it and save it as .xlsx or as CSV UTF-8."""


class PasswordProtected(UnreadableFile):
    """The workbook is protected by a password. Save it without one (File > Info > Protect), then import
    it."""


class DamagedWorkbook(UnreadableFile):
    """The workbook is damaged and cannot be opened. Open it in a spreadsheet program and save it again
    as .xlsx or as CSV UTF-8."""


class TooLargeWhenUnpacked(UnreadableFile):
    """The workbook grows beyond {limit} MB when it is unpacked. Save the sheet as CSV UTF-8, which is
    read row by row."""


class TooMuchMarkup(UnreadableFile):
    """The workbook is made of far more cells or formats than a table needs. Copy the table alone into a
    new workbook, or save the sheet as CSV UTF-8."""


class TooManySheets(UnreadableFile):
    """The workbook has {sheets:,} sheets; at most {limit:,} are looked through. Save the sheet of the
    contacts as CSV UTF-8, or copy it into a new workbook."""


class TooMuchMemory(UnreadableFile):
    """The workbook needs more memory than the {limit:,} MB that are allowed for opening one. Save the sheet
    as CSV UTF-8, which is read row by row."""


class TooMuchWork(UnreadableFile):
    """The workbook takes too long to be opened. Save the sheet as CSV UTF-8, which is read row by row."""


class TooManyLines(UnreadableFile):
    """The file has more than {limit:,} lines. Split it into several files, and import one after the other."""


class HeaderTooLong(UnreadableFile):
    """The name of column {column:,} is longer than {limit:,} characters. Check that the first row holds the
    names of the columns, and shorten them."""


class LineTooLong(UnreadableFile):
    """Line {line} is longer than {limit} MB. A table has one line per row: check how the file was made."""


class TooManyRows(UnreadableFile):
    """A sheet of the workbook reaches down to row {rows:,}; at most {limit:,} rows are read from XLSX.
    Save the sheet as CSV UTF-8, which may be of any length, or delete what stands below the table."""


class TooManyColumns(UnreadableFile):
    """The table has {columns:,} columns; at most {limit:,} are read. Delete the columns that are not
    needed."""


class TooManyCells(UnreadableFile):
    """A sheet of the workbook spans {rows:,} rows and {columns:,} columns. Delete what stands apart from
    the table, or save the sheet as CSV UTF-8."""


class DamagedText(UnreadableFile):
    """The file begins as {encoding}, but line {line} (byte {offset}) is damaged. Export it again, if possible as
    CSV UTF-8."""


class NoSuchList(ImportingError):
    """There is no static list of that name. Make one in the admin, or leave the option out."""


class FileDeleted(ImportingError):
    """The file of this import was deleted on {day}, for files are kept for a while only. Where its rows are
    still needed, import the file again."""

    @classmethod
    def of(cls, run: Any) -> "FileDeleted":
        """The refusal to read the file of the run."""
        return cls(day=f"{run.files_deleted_at:%-d %B %Y}")


class UnusableMapping(ImportingError):
    """The columns cannot be mapped to fields."""


class NoHeader(UnusableMapping):
    """The first row holds an e-mail address where the names of the columns should be. Put a header above
    it, for instance: first_name, last_name, email."""


class NoEmailColumn(UnusableMapping):
    """No column is recognised as an e-mail address. The columns are: {headers}. Rename one to "email",
    or map it: {{"<header>": "email"}}."""


class NoKeyColumn(UnusableMapping):
    """Contacts shall be found by {key}, but no column holds that. Map one to {field!r}, or find them by their
    e-mail address."""


class UnusableMode(UnusableMapping):
    """The column {header!r} cannot be taken in that way ({mode}): {field!r} knows {modes}."""


class UnusableDefault(UnusableMapping):
    """The value for blank cells of {header!r} is not one that {field!r} takes: {reason}"""


class NoSuchMapping(UnusableMapping):
    """No mapping is saved under the name {name!r}. The page of saved mappings lists them."""


class NoConstant(UnusableMapping):
    """{field!r} cannot have one value for every row."""


class UnknownHeader(UnusableMapping):
    """The file has no column {header!r}. The columns are: {headers}."""


class UnknownField(UnusableMapping):
    """There is no field {field!r} to import into. Fields are: {fields}."""


class DuplicateTarget(UnusableMapping):
    """Two columns are mapped to {field!r}, which takes one. Map {header!r} to another field, or to
    nothing."""


class NoSuchDecision(ImportingError):
    """There is nothing to decide about that any more. Look at the preview again."""


class AlreadyRunning(ImportingError):
    """Another process is importing this file already. Wait until it is done."""
