"""The codings in which a text may hide: each takes bytes and returns what they hold, nothing where they hold none."""

import binascii
import html
import quopri
import re
import string
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

MOST_INFLATED = 1 << 20

_JSON = re.compile(rb"\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})|\\+[nrtbf\"/]")
_BACKSLASH = re.compile(rb"\\")
_PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
_ANY = re.compile(rb"[\\%&]")
_ENTITY = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,31};)")
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
# As COPY writes what is not known.
_NULL = b"\\N"
# Shorter ones are among the needles of a term.
SHORTEST = 16
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{%d,}" % SHORTEST)
# Mail is wrapped at 76 characters, keys at 64; COPY writes the end of a line in two.
_WRAPPED = re.compile(rb"(?<=[A-Za-z0-9+/]{60})(?:\r?\n|\\r\\n|\\n)(?=[A-Za-z0-9+/])")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_LETTERS_AND_DIGITS = (string.ascii_letters + string.digits).encode()
# Of random bytes every 32nd is no letter or digit; of a path every sixth or so.
_MOST_OTHERS = 8
_HEX = re.compile(rb"[0-9a-fA-F]{%d,}" % SHORTEST)
_ONE_IN_ZEROS = 8

Coding = Callable[[bytes], bytes]


def json_escapes(data: bytes) -> bytes:
    """With \\u0061, \\x61 and \\n written out, doubled backslashes too."""
    return _decoded(data, _BACKSLASH, _without_escapes)


def percent(data: bytes) -> bytes:
    """As in addresses of the web: %40."""
    return _decoded(data, _PERCENT, unquote_to_bytes)


def entities(data: bytes) -> bytes:
    """As in HTML and XML: &#64; and &eacute;"""
    return _decoded(data, _ENTITY, _without_entities)


def quoted_printable(data: bytes) -> bytes:
    """As in mail: =40."""
    return _decoded(data, _QUOTED, quopri.decodestring)


def escapes(data: bytes) -> bytes:
    """What programs that pass a text on write for single characters of it, of the first three kinds at once."""
    return _decoded(data, _ANY, lambda text: _without_entities(unquote_to_bytes(_without_escapes(text))))


def base64(data: bytes) -> bytes:
    """Every run that may be base64, of either alphabet, read from each of its first four characters on."""
    runs = (run.translate(_STANDARD) for run in _BASE64.findall(_WRAPPED.sub(b"", data)) if _may_be_base64(run))
    return b"\n".join(each for run in runs for start in range(4) for each in _inflated(_from_base64(run[start:])))


def hexadecimal(data: bytes) -> bytes:
    """Every run of hexadecimal digits, read from the first one on and from the second."""
    runs = _HEX.findall(data)
    return b"\n".join(each for run in runs for start in range(2) for each in _inflated(_from_hex(run[start:])))


def utf_16(data: bytes) -> bytes:
    """Text of two bytes a character, of either order."""
    if data.count(0) * _ONE_IN_ZEROS < len(data) or not data:
        return b""
    return b"\n".join(data.decode(order, "ignore").encode("utf-8", "ignore") for order in ("utf-16-le", "utf-16-be"))


# By the name that a report has for it.
CODINGS: dict[str, Coding] = {
    "JSON escapes": json_escapes,
    "URL encoding": percent,
    "HTML entities": entities,
    "quoted-printable": quoted_printable,
    "base64": base64,
    "hexadecimal": hexadecimal,
    "UTF-16": utf_16,
}
# The same for megabytes: what is all over a text is taken off at once.
AT_ONCE: dict[str, Coding] = {
    coding.__name__: coding for coding in (escapes, quoted_printable, base64, hexadecimal, utf_16)
}


def _decoded(data: bytes, mark: re.Pattern[bytes], decode: Coding) -> bytes:
    """The fields and lines that have such a mark, decoded; nothing where that makes no difference."""
    if not mark.search(data):
        return b""
    fields = filter(mark.search, data.replace(b"\t", b"\n").split(b"\n"))
    marked = b"\n".join(field for field in fields if field != _NULL)
    decoded = decode(marked)
    return b"" if decoded == marked else decoded


def _without_escapes(text: bytes) -> bytes:
    return _JSON.sub(_escaped, text)


def _escaped(match: re.Match[bytes]) -> bytes:
    code, byte = match.groups()
    if code:
        return chr(int(code, 16)).encode("utf-8", "surrogatepass")
    return bytes.fromhex(byte.decode()) if byte else b" "


def _without_entities(text: bytes) -> bytes:
    if not _ENTITY.search(text):
        return text
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _may_be_base64(run: bytes) -> bool:
    """Whether it has letters of both cases, and little else: others are words, names of columns, ids, paths."""
    is_mixed = not (run.islower() or run.isupper() or run.isdigit())
    return is_mixed and len(run.translate(None, _LETTERS_AND_DIGITS)) * _MOST_OTHERS <= len(run)


def _from_base64(run: bytes) -> bytes:
    # A single character that is left over holds no byte.
    run = run[: len(run) - (len(run) % 4 == 1)]
    return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


def _from_hex(run: bytes) -> bytes:
    return binascii.a2b_hex(run[: len(run) // 2 * 2])


def _inflated(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they are the compressed form of: sessions are kept so."""
    yield data
    is_gzip, is_zlib = data[:2] == b"\x1f\x8b", data[:1] == b"\x78" and int.from_bytes(data[:2]) % 31 == 0
    if is_gzip or is_zlib:
        try:
            yield zlib.decompressobj(wbits=47).decompress(data, MOST_INFLATED)
        except zlib.error:
            return
