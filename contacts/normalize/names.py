"""First and last name out of one cell."""

import re

from nameparser import HumanName

from contacts.normalize.text import clean_text, narrow

_TWO_PLAIN_WORDS = re.compile(r"([^\W\d_]{2,}(?:[-'’][^\W\d_]+)?) ([^\W\d_]{3,}(?:[-'’][^\W\d_]+)?)")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff々〆ー・ ]+")
# Words that make a name of two words one that has to be read with care.
_UNPLAIN = """
    mr mrs ms miss dr prof sir dame lord lady herr frau hr fr mme mlle monsieur madame don dona doña
    sr sra srta dott sig van von de da di del della der den dos ten ter la le el al bin ibn abu
    and und et y e i phd md jr esq dipl ing mag
"""
_TITLES_AND_PREFIXES = frozenset(_UNPLAIN.split())


def split_name(full: str) -> tuple[str, str]:
    """First and last name, titles dropped; "Last, First" is understood, a single word is the first name.

    Names in Han, kana or Hangul keep the order in which they are written when a blank parts them, and stay
    whole in the first name when none does.
    """
    full = " ".join(narrow(clean_text(full)).split())
    plain = _TWO_PLAIN_WORDS.fullmatch(full)
    if _EAST_ASIAN.fullmatch(full):
        first, _, last = full.rpartition(" ") if " " in full else (full, "", "")
        return first, last
    if plain and _TITLES_AND_PREFIXES.isdisjoint(full.lower().split()):
        return plain[1], plain[2]
    return _parsed(full)


def _parsed(full: str) -> tuple[str, str]:
    name = HumanName(full)
    first = " ".join(filter(None, (name.first, name.middle)))
    last = " ".join(filter(None, (name.last, name.suffix)))
    if not first and not last:
        return full, ""
    if not first and " " not in full:
        return last, ""
    return first, last
