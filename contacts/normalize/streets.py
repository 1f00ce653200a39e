"""Street addresses as they are compared: with the usual abbreviations, and no word for the flat."""

from functools import lru_cache

from contacts.normalize.folding import folded

_SHORT = {
    "street": "st", "str": "st", "strasse": "st", "avenue": "ave", "av": "ave", "avenida": "ave", "avda": "ave",
    "road": "rd", "boulevard": "blvd", "boul": "blvd", "bd": "blvd", "bld": "blvd", "lane": "ln", "drive": "dr",
    "court": "ct", "square": "sq", "place": "pl", "platz": "pl", "parkway": "pkwy", "highway": "hwy", "terrace": "ter",
    "crescent": "cres", "circuit": "cct", "close": "cl", "north": "n", "south": "s", "east": "e", "west": "w",
    "rue": "r", "calle": "c", "ulica": "ul", "vulytsia": "vul", "ulitsa": "ul", "cadde": "cad", "caddesi": "cad",
    "sokak": "sok", "sokagi": "sok", "piazza": "pza", "plaza": "pza", "rua": "r", "weg": "wg", "gasse": "g",
    "mount": "mt", "saint": "st", "number": "no", "nr": "no", "num": "no",
}  # fmt: skip
_FLAT = frozenset(
    "apt apartment unit suite ste flat app appt apto piso interno whg wohnung room rm floor fl".split()  # noqa: SIM905
)
_ENDINGS = (("strasse", "st"), ("str", "st"), ("platz", "pl"), ("gasse", "g"), ("weg", "wg"))


@lru_cache(maxsize=1 << 16)
def street(address: str) -> str:
    """The folded words of a street address: "12 High Street, Apt 4" is "12 high st 4"."""
    words = folded(address).split()
    return " ".join(_short(word) for word in words if word not in _FLAT)


def _short(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    for ending, short in _ENDINGS:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return f"{word.removesuffix(ending)} {short}"
    return word
