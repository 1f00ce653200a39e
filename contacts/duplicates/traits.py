"""What comparing asks of a word by itself: found once for each word, however many pairs it stands in."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from contacts.normalize import given_name_groups, sound


class NameTraits:
    """Of first and last names, by their codes: length, initial, sound, and whether they are compound or given names.

    `sound` is a number, the same for names that sound alike, and 0 where the sound is too short to tell.
    """

    def __init__(self, texts: Sequence[str], codes: np.ndarray) -> None:
        words = [texts[code] for code in codes.tolist()]
        self.length = _by_code(texts, codes, map(len, words), np.int32)
        self.initial = _by_code(texts, codes, (ord(word[0]) if word else 0 for word in words), np.uint32)
        self.sound = _by_code(texts, codes, numbered(words, _telling_sound), np.int32)
        self.is_compound = _by_code(texts, codes, (" " in word for word in words), bool)
        self.is_given = _by_code(texts, codes, (bool(given_name_groups(word)) for word in words), bool)


def letters_of(texts: Sequence[str], codes: np.ndarray) -> np.ndarray:
    """By the codes of user parts, a number that is the same for those with the same letters in the same order."""
    words = [texts[code] for code in codes.tolist()]
    return _by_code(texts, codes, numbered(words, _letters), np.int32)


def numbered(words: Sequence[str], form: Callable[[str], Hashable]) -> Sequence[int]:
    """A number for each word, the same for those of one form; 0 for the blank form."""
    numbers: dict[Hashable, int] = {"": 0}
    return [numbers.setdefault(form(word), len(numbers)) for word in words]


def _by_code(texts: Sequence[str], codes: np.ndarray, values: Sequence, kind: type) -> np.ndarray:
    made = np.zeros(len(texts), kind)
    made[codes] = np.fromiter(values, kind, len(codes))
    return made


def _telling_sound(word: str) -> str:
    heard = sound(word)
    return heard if len(heard) > 1 else ""


def _letters(user: str) -> str:
    return user if user.isalpha() else "".join(filter(str.isalpha, user))
