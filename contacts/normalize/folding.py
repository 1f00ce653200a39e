"""Words without case, accents, script or punctuation: what is left when spellings are compared."""

import re
from functools import lru_cache

from anyascii import anyascii

from contacts.normalize.text import clean_text

_INSIDE_WORDS = re.compile(r"(?<=[^\W_])['’ʼ`´](?=[^\W_])")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"(?<=\w)\.")


def folded(text: str) -> str:
    """The words in lower-case ASCII, one blank between them: "Łukasz O’Néill-Γκρέκο" is "lukasz oneill gkreko"."""
    if not text:
        return ""
    if not text.isascii():
        text = _in_ascii(text)
    text = text.lower()
    if text.isalnum():
        return text
    if "'" in text or "`" in text:
        text = _INSIDE_WORDS.sub("", text)
    return _BETWEEN_WORDS.sub(" ", text).strip()


def without_dots(text: str) -> str:
    """The text with abbreviations in one word: "S.r.l." is "Srl"."""
    return _DOTTED.sub("", text) if "." in text else text


@lru_cache(maxsize=1 << 16)
def _in_ascii(text: str) -> str:
    # Apostrophes of scripts that have none are written by the transliteration.
    return anyascii(clean_text(text))
