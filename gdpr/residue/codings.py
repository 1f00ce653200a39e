"""The codings in which a text may hide: each takes bytes and returns what they hold, nothing where they hold none."""

import binascii
import html
import quopri
import re
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

MOST_INFLATED = 1 << 20

_JSON = re.compile(rb"\\+u([0-9a-fA-F]{4})|\\+x([0-9a-fA-F]{2})|\\+[nrtbf\"/]")
_PERCENT = re.compile(rb"%[0-9a-fA-F]{2}")
_ENTITY = re.compile(rb"&(?:#[0-9xX]|[a-zA-Z]{2,31};)")
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{10,}")
# Mail is wrapped at 76 characters, keys at 64; COPY writes the end of a line in two.
_WRAPPED = re.compile(rb"(?<=[A-Za-z0-9+/]{60})(?:\r?\n|\\r\\n|\\n)(?=[A-Za-z0-9+/])")
_STANDARD = bytes.maketrans(b"-_", b"+/")
# Not the last part of a UUID, of which there are several in every row.
_HEX = re.compile(rb"(?<![-0-9a-fA-F])[0-9a-fA-F]{12,}")
_ONE_IN_ZEROS = 8

Coding = Callable[[bytes], bytes]


def json_escapes(data: bytes) -> bytes:
    """With \\u0061, \\x61 and \\n written out, doubled backslashes too."""
    return _JSON.sub(_escaped, data) if b"\\" in data else b""


def percent(data: bytes) -> bytes:
    """As in addresses of the web: %40."""
    return unquote_to_bytes(data) if _PERCENT.search(data) else b""


def entities(data: bytes) -> bytes:
    """As in HTML and XML: &#64; and &eacute;"""
    if not _ENTITY.search(data):
        return b""
    return html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def quoted_printable(data: bytes) -> bytes:
    """As in mail: =40."""
    return quopri.decodestring(data) if _QUOTED.search(data) else b""


def base64(data: bytes) -> bytes:
    """Every run that may be base64, of either alphabet, read from each of its first four characters on."""
    runs = (run.translate(_STANDARD) for run in _BASE64.findall(_WRAPPED.sub(b"", data)) if _is_mixed(run))
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


def escapes(data: bytes) -> bytes:
    """What programs that pass a text on write for single characters of it."""
    text = data
    for coding in (json_escapes, percent, entities):
        text = coding(text) or text
    return b"" if text == data else text


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


def _escaped(match: re.Match[bytes]) -> bytes:
    code, byte = match.groups()
    if code:
        return chr(int(code, 16)).encode("utf-8", "surrogatepass")
    return bytes.fromhex(byte.decode()) if byte else b" "


def _is_mixed(run: bytes) -> bool:
    """Whether it has letters of both cases: others are words, names of columns, ids."""
    return not (run.islower() or run.isupper() or run.isdigit())


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
