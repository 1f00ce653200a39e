"""Cells of a CSV file that a spreadsheet program would run as formulas, made harmless so that it can be taken back.

A cell is dangerous that begins with = + - @, tab, CR or LF, or a full-width = + - @, whatever blanks and quotation
marks (') stand before: https://owasp.org/www-community/attacks/CSV_Injection. It is given one more mark in front, and
to read it is to take one away; so a mark that was there before is still there afterwards. Numbers stay as they are.
"""

import re

MARK = "'"
_DANGEROUS = r" *[=+\-@\t\r\n＝＋－＠]"
_TO_BE_MARKED = re.compile(f"{MARK}*{_DANGEROUS}")
_MARKED = re.compile(f"{MARK}+{_DANGEROUS}")
# What may be the first character of a cell that is to be marked; asked of millions of cells.
FIRST = frozenset("=+-@\t\r\n＝＋－＠' ")
# A telephone number, with its extension, or a plain one. No letter but an x after a digit: it calls no function.
_NUMBER = re.compile(r"[+-][ ().\-/]*[0-9][0-9 ().\-/]*(?:(?<=[0-9]) ?(?:x|ext\.?) ?[0-9]{1,7})?")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet program takes for a formula."""
    if text[:1] in FIRST and _TO_BE_MARKED.match(text) and not _NUMBER.fullmatch(text):
        return MARK + text
    return text


def restored(cell: str) -> str:
    """The text that `harmless` was given; what others have marked in that way loses its mark too."""
    return cell[1:] if cell[:1] == MARK and _MARKED.match(cell) else cell
