"""Names of people as they are compared: which part is which, without titles, the suffix apart."""

from typing import NamedTuple

from contacts.normalize.folding import folded, without_dots

_TITLES = """
    mr mrs ms miss mx dr prof professor sir dame lady lord rev reverend hon herr frau hr fr mme mlle monsieur madame don
    dona doña sra srta sig signor signora dott dottssa ing dipl mag pan pani bay bayan dhr mevr mw
"""
_SUFFIXES = {
    "jr": "jr", "jun": "jr", "junior": "jr", "sr": "sr", "sen": "sr", "senior": "sr",
    "ii": "2", "2nd": "2", "iii": "3", "3rd": "3", "iv": "4", "4th": "4",
}  # fmt: skip
_PARTICLES = """
    van von vom zu zur de del della dela di da do dos das du des la le el al den der ten ter op bin ibn abu af av
    mac mc st san santa
"""
_TITLE_WORDS = frozenset(_TITLES.split())
_PARTICLE_WORDS = frozenset(_PARTICLES.split())


class PersonName(NamedTuple):
    """Folded words of the first and of the last name, and the suffix: "jr", "sr", or a number."""

    first: str
    last: str
    suffix: str


NAMELESS = PersonName("", "", "")


def person_name(first: str, last: str) -> PersonName:
    """The parts of a name, also where a whole name stands in one of the two cells, either way round."""
    if not first and not last:
        return NAMELESS
    if "," in last or "," in first:
        first, last = _either_side_of_comma(first, last)
    front, suffix = _bare(first)
    back, suffix_behind = _bare(last)
    if not front and len(back) > 1 and back[0] not in _PARTICLE_WORDS:
        front, back = _parted(back)
    elif not back and len(front) > 1:
        front, back = _parted(front)
    return PersonName(" ".join(front), " ".join(back), suffix_behind or suffix)


def _either_side_of_comma(first: str, last: str) -> tuple[str, str]:
    """ "Last, First" in either cell; a suffix may stand behind a comma as well."""
    whole = last if "," in last else first
    before, _, after = whole.partition(",")
    if folded(without_dots(after)) in _SUFFIXES:
        whole = f"{before} {after}"
        return (first, whole) if "," in last else (whole, last)
    other = first if "," in last else last
    return (f"{other} {after}".strip(), before) if not other else (f"{after} {other}".strip(), before)


def _bare(text: str) -> tuple[list[str], str]:
    """The words without titles at the front, and the suffix from the end."""
    words = folded(without_dots(text)).split()
    if len(words) < 2 and not _is_unplain(words):
        return words, ""
    while words and words[0] in _TITLE_WORDS:
        del words[0]
    suffix = ""
    while len(words) > 1 and words[-1] in _SUFFIXES:
        suffix = _SUFFIXES[words.pop()]
    return words, suffix


def _is_unplain(words: list[str]) -> bool:
    return bool(words) and words[0] in _TITLE_WORDS


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """First and last name of all words; particles belong to the last name."""
    at = len(words) - 1
    while at > 1 and words[at - 1] in _PARTICLE_WORDS:
        at -= 1
    return words[:at], words[at:]
