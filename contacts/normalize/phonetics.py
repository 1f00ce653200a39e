"""How a word sounds, roughly and in any language: the key under which misspelt names still meet."""

import re
from functools import lru_cache

_DIGRAPHS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("tsch", "c"), ("cz", "c"), ("sz", "s"), ("sh", "s"), ("ch", "c"),
    ("zh", "s"), ("kh", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("qu", "k"), ("x", "ks"), ("wr", "r"),
    ("kn", "n"), ("dz", "z"), ("tz", "z"), ("ts", "z"),
)  # fmt: skip
_SOUNDS = str.maketrans({
    "b": "p", "d": "t", "g": "k", "q": "k", "v": "f", "w": "f", "z": "s", "c": "k", "j": "y", "h": None,
})  # fmt: skip
_VOWELS = re.compile(r"(?<!\A)[aeiouy]+")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """The consonants of a folded word, those that sound alike made equal, and whether it begins with a vowel."""
    for letters, one in _DIGRAPHS:
        if letters in word:
            word = word.replace(letters, one)
    word = word.replace(" ", "").translate(_SOUNDS)
    if word and word[0] in "aeiouy":
        word = f"a{word[1:]}"
    return _REPEATED.sub(r"\1", _VOWELS.sub("", word))
