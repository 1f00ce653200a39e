"""Texts without case, accents and script, as they are compared here: quick for megabytes of any bytes."""

import re
import string
from functools import lru_cache

from anyascii import anyascii

# Runs are short, so that the same ones come again.
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{1,8}")
_LETTERS_AND_DIGITS = (string.ascii_letters + string.digits).encode()
_SEPARATORS = bytes(set(range(256)) - set(_LETTERS_AND_DIGITS))
_ESCAPED_BYTES = range(0xDC80, 0xDD00)


def fold(data: bytes) -> str:
    """The text in lower-case ASCII; bytes that are no UTF-8 are read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_in_ascii, text)
    return text.lower()


def squeeze(folded: str) -> bytes:
    """Its letters and digits alone."""
    return folded.encode("ascii", "ignore").translate(None, _SEPARATORS)


def _in_ascii(run: re.Match[str]) -> str:
    return _plain(run[0])


@lru_cache(maxsize=1 << 16)
def _plain(run: str) -> str:
    return anyascii("".join(map(_character, run)))


def _character(character: str) -> str:
    code = ord(character)
    return bytes([code - 0xDC00]).decode("cp1252", "ignore") if code in _ESCAPED_BYTES else character
