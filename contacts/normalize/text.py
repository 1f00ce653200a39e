"""Clean text, and the key by which two spellings of one name are found equal."""

import re
import unicodedata

# Word, FileMaker and old mainframes each have their own line end inside a cell.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]")
_EDGE = r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_EDGES = re.compile(rf"\A{_EDGE}|{_EDGE}\Z")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def clean_text(text: str) -> str:
    """Text in NFC without control characters, lone surrogates or invisible edges; lines end in "\\n"."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    return _EDGES.sub("", unicodedata.normalize("NFC", text))


def has_forbidden_characters(text: str) -> bool:
    """Whether `clean_text` takes more out of the text than its edges: NUL, control characters, surrogates."""
    return not text.isprintable() and _FORBIDDEN.search(text) is not None


def narrow(text: str) -> str:
    """The text with full-width digits, letters and signs in their usual width."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def name_key(text: str) -> str:
    """The key under which spellings of one name meet: lower-case, without accents, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", clean_text(text).lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_UNDECOMPOSED).split())
