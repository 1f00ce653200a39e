"""Text that programs have stumbled over, and how contacts become files in a test."""

from pathlib import Path

from contacts.exporting import FORMATS
from contacts.exporting.columns import chosen
from contacts.exporting.rows import Extract
from contacts.models import Contact

NAUGHTY = [
    "=1+1",
    "'=1+1",
    "''=1+1",
    "=cmd|' /C calc'!A0",
    "+49",
    "'+49 30 1",
    "+49 30 1234567 ext. 5",
    "-1-800-555",
    "-",
    "--; @x",
    "- first; - second",
    "@SUM(A1)",
    "＝1+1",
    "＠home",
    "'s-Gravenhage",
    "#N/A",
    "שלום \u202eabc\u202c שלום",
    "👩‍👩‍👧 Zoë",
    "e\u0301".encode().decode(),
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
    '"quoted", ; | \t end',
    "'single' `back` \\N \\.",
    "first\nsecond\n\nthird",
    "_x0041_ &amp; <b>",
    "NULL",
    "1e9",
    "00123",
    "true",
    "{}",
    "x" * 100,
]


def extract(contacts=None, columns=None) -> Extract:
    return Extract(Contact.objects.live() if contacts is None else contacts, chosen(columns))


def write_out(path: Path, contacts=None, columns=None) -> Path:
    """The contacts, or all live ones, as a file of the kind that its name says."""
    with path.open("wb") as file:
        FORMATS[path.suffix.removeprefix(".")].write(extract(contacts, columns), file)
    return path
