"""What a file is, by its content: the name it was given proves nothing."""

import codecs
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from contacts.importing.exceptions import (
    DamagedText,
    EmptyFile,
    LineTooLong,
    NotATable,
    OldExcelFile,
    PasswordProtected,
    TooManyLines,
    UnknownCodec,
    UnknownEncoding,
    UnreadableFile,
    WrongEncoding,
)
from contacts.importing.limits import MAX_LINE

HEAD = 1 << 16
_CHUNK = 1 << 20

# The longer mark first: UTF-32's begins with UTF-16's. https://www.unicode.org/faq/utf_bom.html
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# https://www.garykessler.net/library/file_sigs.html
_UNMISTAKABLE = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
# A header might begin with these letters, but then without a NUL soon after.
_WITH_NUL = (
    (b"MZ", "a program"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"RIFF", "an image, sound or film"),
    (b"ID3", "a sound file"),
    (b"II*", "a TIFF image"),
    (b"MM", "a TIFF image"),
)
_MARKUP = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b"begin:vcard", "a vCard file"),
    (b"begin:vcalendar", "a calendar"),
)
# Letters, line ends, tab, form feed and escape are text; NULs are judged apart.
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1b"))
# Programs that cut text at so many UTF-16 units leave halves of characters behind; cells are cleaned of them.
_WITH_HALVES = ("utf-16", "utf-32")
# Codecs that Python counts as text encodings but that no program writes files in.
_NO_FILE_CODECS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip archive, as XLSX is. Raises EmptyFile, or NotATable and its kin."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise EmptyFile
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return True
        if head.startswith(_OLE2):
            raise _compound_document(head + _tail(file))
    _refuse_known(head)
    return False


def text_encoding(path: Path, wanted: str | None) -> str:
    """The encoding in which the whole file decodes, proven by decoding it.

    A byte order mark outranks `wanted`: no other encoding has a file begin so. Raises UnknownCodec,
    UnknownEncoding, WrongEncoding, DamagedText, NotATable, LineTooLong or TooManyLines.
    """
    if wanted:
        _refuse_unknown_codec(wanted)
    with path.open("rb") as file:
        head = file.read(HEAD)
        marked = next((name for mark, name in _BYTE_ORDER_MARKS if head.startswith(mark)), None)
        encoding = marked or wanted or "utf-8"
        if not codecs.lookup(encoding).name.startswith(_WITH_HALVES):
            _refuse_binary(head, wanted)
        _verify(file, encoding, DamagedText if marked else WrongEncoding if wanted else UnknownEncoding)
    return encoding


def decoding_errors(encoding: str) -> str:
    """How to open a file in that encoding, for `errors`."""
    return "surrogatepass" if codecs.lookup(encoding).name.startswith(_WITH_HALVES) else "strict"


def _refuse_known(head: bytes) -> None:
    magics = _UNMISTAKABLE + (_WITH_NUL if b"\0" in head else ())
    content = next((content for magic, content in magics if head.startswith(magic)), None)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    content = content or next((content for markup, content in _MARKUP if start.startswith(markup)), None)
    if content:
        raise NotATable(content=content)


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(HEAD, file.seek(0, 2) - _CHUNK))
    return file.read(_CHUNK)


def _compound_document(content: bytes) -> Exception:
    """What an OLE2 file holds, by the names in its directory. [MS-CFB], [MS-OFFCRYPTO] 2.3.4"""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PasswordProtected()
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return OldExcelFile()
    return NotATable(content="an old Office document or an installer")


def _refuse_unknown_codec(name: str) -> None:
    try:
        known = codecs.lookup(name).name.replace("-", "_")
        "".encode(name)
    except (LookupError, ValueError):
        raise UnknownCodec(encoding=name) from None
    if known in _NO_FILE_CODECS:
        raise UnknownCodec(encoding=name)


def _refuse_binary(head: bytes, wanted: str | None) -> None:
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 10:
        raise NotATable(content="a binary file")
    if head.count(0) <= len(head) // 5:
        return
    # Every other byte a NUL is UTF-16 without its mark; NULs on both sides are no text at all.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if wanted or min(even, odd) * 4 > max(even, odd):
        raise NotATable(content="a binary file")
    raise UnknownEncoding(line=1, offset=min(head.index(0), 1) + 1)


def _verify(file: BinaryIO, encoding: str, refusal: type[UnreadableFile]) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(decoding_errors(encoding))
    file.seek(0)
    done = line_start = 0
    ends: Counter[str] = Counter()
    while True:
        chunk = file.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            offset = done + len(chunk) - len(error.object) + error.start
            facts = {} if refusal is UnknownEncoding else {"encoding": encoding}
            raise refusal(**facts, line=_line_at(file, offset), offset=offset + 1) from None
        if not chunk:
            return
        # Each kind apart: both of them together end one line.
        ends.update({end: text.count(end) for end in "\n\r"})
        if max(ends.values()) > settings.MAX_IMPORT_LINES:
            raise TooManyLines(limit=settings.MAX_IMPORT_LINES)
        if (newline := max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))) >= 0:
            line_start = done + newline
        done += len(chunk)
        if done - line_start > MAX_LINE:
            raise LineTooLong(line=_line_at(file, line_start + 1), limit=MAX_LINE >> 20)


def _line_at(file: BinaryIO, offset: int) -> int:
    file.seek(0)
    line = 1
    while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
        line += chunk.count(b"\n")
        offset -= len(chunk)
    return line
