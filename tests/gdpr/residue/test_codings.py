"""The codings in which a text may hide."""

import base64 as standard
import zlib

import pytest

from gdpr.residue.codings import CODINGS, MOST_INFLATED, base64, escapes, hexadecimal, utf_16


@pytest.mark.parametrize("coding", [*CODINGS.values(), escapes])
@pytest.mark.parametrize("data", [b"", b"Ada Lovelace", b"contacts_contactevent\t\\N\t100% & =\n"])
def test_text_in_no_coding_holds_nothing_else(coding, data):
    assert coding(data) == b""


@pytest.mark.parametrize(
    ("name", "data", "held"),
    [
        ("JSON escapes", b'"Zo\\u00eb"', '"Zoë"'),
        ("JSON escapes", b"Zo\\\\xc3\\\\xab\\nKing", "Zoë King"),
        ("URL encoding", b"zoe%40example.com", "zoe@example.com"),
        ("HTML entities", b"Zo&euml; &#75;ing", "Zoë King"),
        ("quoted-printable", b"Zo=C3=AB", "Zoë"),
    ],
)
def test_escapes_are_written_out(name, data, held):
    assert CODINGS[name](data).decode() == held


def test_only_fields_with_escapes_are_looked_at_again():
    assert escapes(b"one\ttwo%40\nthree\n&lt;four") == b"two@\n<four"


@pytest.mark.parametrize("before", range(4))
def test_base64_is_read_wherever_it_begins(before):
    assert b"Ada Lovelace, Countess" in base64(b"A" * before + standard.b64encode(b"Ada Lovelace, Countess"))


def test_base64_of_the_web_is_read():
    assert b"???>>> Ada" in base64(standard.urlsafe_b64encode(b"???>>> Ada Lovelace, Countess of Lovelace"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\\n"])
def test_base64_is_read_across_the_ends_of_lines(end):
    text = b"Ada Lovelace, Countess of Lovelace, " * 5

    assert text in base64(standard.encodebytes(text).replace(b"\n", end))


@pytest.mark.parametrize("path", [b"in/a-b/Contact/change", b"01a21b21-4c92-7d67-ac33-bee77b1eca56"])
def test_path_and_id_are_no_base64(path):
    assert base64(path) == b""


def test_what_is_compressed_is_unpacked():
    assert b"Ada" * 9 in base64(standard.b64encode(zlib.compress(b"Ada" * 9)))


def test_what_is_compressed_is_unpacked_no_further_than_the_limit():
    bomb = standard.b64encode(zlib.compress(b"A" * 50 * MOST_INFLATED))

    assert len(base64(bomb)) < 2 * MOST_INFLATED


def test_hexadecimal_is_read_in_either_case_from_either_digit():
    digits = b"Ada Lovelace".hex().encode()

    assert b"Ada Lovelace" in hexadecimal(digits)
    assert b"Ada Lovelace" in hexadecimal(b"\\x0" + digits.upper())


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_text_of_two_bytes_a_character_is_read_in_either_order(order):
    assert b"Ada Lovelace" in utf_16("Ada Lovelace".encode(order))
