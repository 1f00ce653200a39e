"""How alike two values are, in levels; for any number of pairs at once."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler, Prefix
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio
from rapidfuzz.process import cpdist

from contacts.duplicates.columns import Columns
from contacts.normalize import given_name_groups

# So many pairs of words are worth a second thread.
_MANY = 5_000

Judge = Callable[[Columns, np.ndarray, np.ndarray], np.ndarray]


class Level(IntEnum):
    """How the values of two contacts compare, from nothing known to different."""

    UNKNOWN = 0
    HALF_KNOWN = 1
    SAME = 2
    NICKNAME = 3
    INITIAL = 4
    TYPO = 5
    PART = 6
    SOUND = 7
    NEAR = 8
    DIFFERENT = 9


def within(levels: np.ndarray, *which: Level) -> np.ndarray:
    """Which of the levels are among these."""
    return (1 << levels.astype(np.int16)) & sum(1 << level for level in which) != 0


def names(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of two columns of first or last names (codes)."""
    return _levels(columns, left, right, _of_names)


def texts(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of two columns of longer texts: companies, streets, cities."""
    return _levels(columns, left, right, _of_texts)


def users(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of the user parts of addresses; those with other digits or signs between the same letters are a typo."""
    return _levels(columns, left, right, _of_users)


def digits(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of postal codes, and of dates as eight digits: with one slip (typo), two (near), three (part)."""
    return _levels(columns, left, right, _of_digits)


def phones(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of telephone numbers: two that differ in one digit, or have two exchanged, are a typo."""
    levels = known(left, right)
    apart = np.flatnonzero(levels == Level.DIFFERENT)
    levels[apart[_is_one_slip(left[apart], right[apart])]] = Level.TYPO
    return levels


def known(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of values that are the same or not."""
    levels = np.where(left == right, np.uint8(Level.SAME), np.uint8(Level.DIFFERENT))
    levels[(left == 0) != (right == 0)] = Level.HALF_KNOWN
    levels[(left == 0) & (right == 0)] = Level.UNKNOWN
    return levels


def _levels(columns: Columns, left: np.ndarray, right: np.ndarray, judge: Judge) -> np.ndarray:
    """Levels, where the words of each two codes that differ are judged once, however many pairs have them."""
    levels = known(left, right)
    apart = np.flatnonzero(levels == Level.DIFFERENT)
    if apart.size:
        low, high = np.minimum(left[apart], right[apart]), np.maximum(left[apart], right[apart])
        pairs, places = np.unique(low.astype(np.int64) << 32 | high, return_inverse=True)
        levels[apart] = judge(columns, pairs >> 32, pairs & 0xFFFFFFFF)[places]
    return levels


def _rated(left: list[str], right: list[str], **how: Any) -> np.ndarray:
    """What the scorer says of each two words; of many, by two threads, which need no interpreter."""
    return cpdist(left, right, workers=2 if len(left) >= _MANY else 1, **how)


def _of_names(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Of names that differ. What people call each other comes first, then slips, then what letters do not show."""
    names, one, other = columns.names, columns.words(left), columns.words(right)
    typos = _rated(one, other, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
    alike = _rated(one, other, scorer=JaroWinkler.similarity, score_cutoff=0.82)
    begun = _rated(one, other, scorer=Prefix.similarity, dtype=np.uint8)
    shorter = np.minimum(names.length[left], names.length[right])
    is_initial = (shorter == 1) & (names.initial[left] == names.initial[right])
    is_typo = ((typos <= 1) & (shorter >= 3)) | ((typos <= 2) & (shorter >= 6)) | (alike >= 0.94)
    is_compound = names.is_compound[left] | names.is_compound[right]
    is_part = (shorter >= 3) & (begun == shorter) & ~is_compound
    is_sound = (names.sound[left] == names.sound[right]) & (names.sound[left] > 0) & ~is_compound
    levels = np.select(
        (is_typo, is_initial, is_part, is_sound, alike >= 0.82),
        (Level.TYPO, Level.INITIAL, Level.PART, Level.SOUND, Level.NEAR),
        Level.DIFFERENT,
    ).astype(np.uint8)
    _judge(levels, is_compound & ~is_typo & ~is_initial, one, other, _of_compound)
    _judge(levels, names.is_given[left] & names.is_given[right], one, other, _of_given)
    return levels


def _judge(
    levels: np.ndarray, which: np.ndarray, left: list[str], right: list[str], judge: Callable[[str, str], int | None]
) -> None:
    """Put some pairs on the level that a look at each gives; where that is none they stay on theirs."""
    for place in np.flatnonzero(which).tolist():
        level = judge(left[place], right[place])
        if level is not None:
            levels[place] = level


def _of_given(one: str, other: str) -> int | None:
    is_short = len(one) == 1 or len(other) == 1
    return None if is_short or given_name_groups(one).isdisjoint(given_name_groups(other)) else Level.NICKNAME


def _of_compound(one: str, other: str) -> int | None:
    """ "Anna Maria" and "Anna", "annamaria" or "A. M."."""
    short, long = one.split(), other.split()
    if len(short) > len(long):
        short, long = long, short
    if set(long).issuperset(short) or short == ["".join(long)]:
        return Level.PART
    if short[0][0] != long[0][0]:
        return None
    pairs = list(zip(short, long, strict=False))
    is_initials = all(a[0] == b[0] for a, b in pairs) and all(a == b or 1 in (len(a), len(b)) for a, b in pairs)
    return Level.INITIAL if is_initials else None


def _of_texts(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    one, other = columns.words(left), columns.words(right)
    alike = _rated(one, other, scorer=JaroWinkler.similarity, score_cutoff=0.88)
    in_order = _rated(one, other, scorer=token_sort_ratio, score_cutoff=80)
    unspaced = _rated(_unspaced(one), _unspaced(other), scorer=OSA.normalized_similarity, score_cutoff=0.7)
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[(alike > 0) | (in_order > 0) | (unspaced > 0)] = Level.NEAR
    levels[_rated(one, other, scorer=token_set_ratio, score_cutoff=100) == 100] = Level.PART
    levels[(alike >= 0.96) | (in_order >= 92) | (unspaced >= 0.88)] = Level.TYPO
    return levels


def _of_users(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    one, other = columns.words(left), columns.words(right)
    typos = _rated(one, other, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    shorter = np.minimum(_lengths(one), _lengths(other))
    is_typo = ((typos <= 1) & (shorter >= 4)) | ((typos <= 2) & (shorter >= 8))
    is_typo |= columns.letters[left] == columns.letters[right]
    return np.where(is_typo, np.uint8(Level.TYPO), np.uint8(Level.DIFFERENT))


def _of_digits(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    slips = _rated(columns.words(left), columns.words(right), scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
    by_slips = np.array([Level.TYPO, Level.TYPO, Level.NEAR, Level.PART, Level.DIFFERENT], np.uint8)
    return by_slips[slips]


def _is_one_slip(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    slips, exchanged = np.zeros(left.size, np.int8), np.zeros(left.size, bool)
    before_left = before_right = np.full(left.size, -1)
    while left.any() or right.any():
        left, mine = np.divmod(left, 10)
        right, theirs = np.divmod(right, 10)
        slips += mine != theirs
        exchanged |= (mine != theirs) & (mine == before_right) & (theirs == before_left)
        before_left, before_right = mine, theirs
    return (slips == 1) | ((slips == 2) & exchanged)


def _lengths(words: list[str]) -> np.ndarray:
    return np.fromiter(map(len, words), np.int32, len(words))


def _unspaced(words: list[str]) -> list[str]:
    return [word.replace(" ", "") for word in words]
