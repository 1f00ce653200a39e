import codecs

import pytest

from contacts.importing.exceptions import (
    DamagedText,
    EmptyFile,
    HeaderOnly,
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
from contacts.importing.sources import detection, open_source

TABLE = "email,first_name\nada@example.com,Zoë\n"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture
def written(tmp_path):
    """A file of the given bytes under a name that proves nothing."""

    def write(content):
        path = tmp_path / "contacts.csv"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TABLE.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TABLE.encode("utf-32-le"), "utf-32"),
    ],
)
def test_unicode_is_told_by_its_mark_or_by_decoding(written, content, encoding):
    source = open_source(written(content))

    assert source.encoding == encoding
    assert source.headers == ["email", "first_name"]
    assert [row.cells for row in source.rows()] == [["ada@example.com", "Zoë"]]


def test_another_encoding_is_never_guessed_but_asked_for(written):
    path = written(TABLE.encode("cp1252"))

    with pytest.raises(UnknownEncoding) as caught:
        open_source(path)

    assert caught.value.facts == {"line": 2, "offset": 36}
    assert [row.cells[1] for row in open_source(path, encoding="cp1252").rows()] == ["Zoë"]


def test_the_encoding_is_verified_to_the_last_line(written):
    lines = b"ada@example.com,Ada\n" * 100_000

    with pytest.raises(UnknownEncoding) as caught:
        open_source(written(b"email,first_name\n" + lines + b"bob@example.com,B\xf6b\n"))

    assert caught.value.facts["line"] == 100_002


def test_an_encoding_that_does_not_fit_is_refused(written):
    with pytest.raises(WrongEncoding):
        open_source(written(TABLE.encode("cp1252")), encoding="utf-8")


def test_a_byte_order_mark_outranks_the_encoding_asked_for(written):
    assert open_source(written(codecs.BOM_UTF8 + TABLE.encode()), encoding="cp1252").headers[0] == "email"


def test_utf_16_without_its_mark_needs_to_be_named(written):
    path = written(TABLE.encode("utf-16-le"))

    with pytest.raises(UnknownEncoding):
        open_source(path)

    assert open_source(path, encoding="utf-16-le").headers == ["email", "first_name"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_half_a_character_is_left_for_normalising(written, encoding):
    path = written(TABLE.replace("Zoë", "Zo\ud83d").encode(encoding, "surrogatepass"))

    assert [row.cells[1] for row in open_source(path).rows()] == ["Zo\ud83d"]


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (TABLE.encode("utf-16") + b"x", {"encoding": "utf-16", "line": 3, "offset": 77}),
        (codecs.BOM_UTF8 + TABLE.encode("cp1252"), {"encoding": "utf-8-sig", "line": 2, "offset": 39}),
    ],
)
def test_damage_below_a_byte_order_mark_is_not_answered_with_a_choice_of_encodings(written, content, facts):
    with pytest.raises(DamagedText) as caught:
        open_source(written(content), encoding="cp1252")

    assert caught.value.facts == facts


@pytest.mark.parametrize("encoding", ["hex", "rot13", "zlib", "idna", "undefined", "klingon", "a\0b"])
def test_only_text_encodings_of_files_are_known(written, encoding):
    with pytest.raises(UnknownCodec):
        open_source(written(TABLE.encode()), encoding=encoding)


@pytest.mark.parametrize("encoding", [None, "latin-1"])
@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"MZ\x90\0\x03\0\0\0\x04" + bytes(range(256)) * 4, "a program"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "a gzip archive"),
        (b"  <!DOCTYPE html><html><table>", "a web page"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "a vCard file"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "an old Office document or an installer"),
        (bytes(range(1, 9)) * 100, "a binary file"),
        (b"a" + b"\0" * 50, "a binary file"),
    ],
)
def test_what_is_no_text_is_named_whatever_its_name_and_encoding(written, content, named, encoding):
    with pytest.raises(NotATable) as caught:
        open_source(written(content), encoding=encoding)

    assert caught.value.facts == {"content": named}


def test_a_header_may_begin_like_a_program(written):
    assert open_source(written(b"MZ,email\n1,ada@example.com\n")).headers == ["MZ", "email"]


@pytest.mark.parametrize(("name", "error"), [("Workbook", OldExcelFile), ("EncryptedPackage", PasswordProtected)])
def test_old_and_protected_workbooks_are_told_apart(written, name, error):
    with pytest.raises(error):
        open_source(written(OLE2 + name.encode("utf-16-le")))


@pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, b"\n \r\n\t\n"])
def test_an_empty_file_is_refused(written, content):
    with pytest.raises(EmptyFile):
        open_source(written(content))


def test_a_header_without_rows_is_refused(written):
    with pytest.raises(HeaderOnly):
        open_source(written(b"email,first_name\n , \n"))


def test_a_line_without_end_is_refused(written, monkeypatch):
    monkeypatch.setattr(detection, "MAX_LINE", 1 << 20)

    with pytest.raises(LineTooLong) as caught:
        open_source(written(b"email\nada@example.com\n" + b"x" * (3 << 20)))

    assert caught.value.facts == {"line": 3, "limit": 1}


def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        open_source(tmp_path / "missing.csv")

    assert caught.value.facts == {"reason": "No such file or directory"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_too_many_lines_are_refused_before_the_first_is_read(written, settings, end, encoding):
    settings.MAX_IMPORT_LINES = 3
    content = end.join(["email", "ada@example.com", "bob@example.com", ""])

    assert len(list(open_source(written(content.encode(encoding))).rows())) == 2
    with pytest.raises(TooManyLines):
        open_source(written((content + end).encode(encoding)))
