"""How alike two values are, in levels; for any number of pairs at once."""

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio
from rapidfuzz.process import cpdist

from contacts.duplicates.columns import Columns
from contacts.normalize import given_name_groups, sound

Judge = Callable[[list[str], list[str]], np.ndarray]


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


# For what is asked a million times: an attribute of an enumeration takes its time.
_NICKNAME, _INITIAL, _PART, _SOUND = map(int, (Level.NICKNAME, Level.INITIAL, Level.PART, Level.SOUND))


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
        levels[apart] = judge(columns.words(pairs >> 32), columns.words(pairs & 0xFFFFFFFF))[places]
    return levels


def _of_names(left: list[str], right: list[str]) -> np.ndarray:
    typos = cpdist(left, right, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
    alike = cpdist(left, right, scorer=JaroWinkler.similarity, score_cutoff=0.82)
    shorter = np.minimum(_lengths(left), _lengths(right))
    is_typo = ((typos <= 1) & (shorter >= 3)) | ((typos <= 2) & (shorter >= 6)) | (alike >= 0.94)
    levels = np.where(alike >= 0.82, np.uint8(Level.NEAR), np.uint8(Level.DIFFERENT))
    levels[is_typo] = Level.TYPO
    shown = np.fromiter(map(_of_name, left, right, is_typo.tolist()), np.uint8, len(left))
    return np.where(shown, shown, levels)


def _of_name(one: str, other: str, is_typo: bool) -> int:
    """What letters alone do not show of two names that differ; 0 for nothing."""
    is_short = len(one) == 1 or len(other) == 1
    if not is_short and _are_one_group(one, other):
        return _NICKNAME
    if is_typo:
        return 0
    if is_short and one[0] == other[0]:
        return _INITIAL
    if " " in one or " " in other:
        return _of_compound(one.split(), other.split())
    if len(one) >= 3 and len(other) >= 3 and (one.startswith(other) or other.startswith(one)):
        return _PART
    heard = sound(one)
    return _SOUND if len(heard) > 1 and heard == sound(other) else 0


def _are_one_group(one: str, other: str) -> bool:
    groups = given_name_groups(one)
    return bool(groups) and not groups.isdisjoint(given_name_groups(other))


def _of_compound(one: list[str], other: list[str]) -> int:
    """ "Anna Maria" and "Anna", "annamaria" or "A. M."."""
    short, long = sorted((one, other), key=len)
    if set(short) <= set(long) or short == ["".join(long)]:
        return _PART
    pairs = list(zip(short, long, strict=False))
    is_initials = all(a[0] == b[0] for a, b in pairs) and all(a == b or 1 in (len(a), len(b)) for a, b in pairs)
    return _INITIAL if is_initials else 0


def _of_texts(left: list[str], right: list[str]) -> np.ndarray:
    alike = cpdist(left, right, scorer=JaroWinkler.similarity, score_cutoff=0.88)
    in_order = cpdist(left, right, scorer=token_sort_ratio, score_cutoff=80)
    unspaced = cpdist(_unspaced(left), _unspaced(right), scorer=OSA.normalized_similarity, score_cutoff=0.7)
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[(alike > 0) | (in_order > 0) | (unspaced > 0)] = Level.NEAR
    levels[cpdist(left, right, scorer=token_set_ratio, score_cutoff=100) == 100] = Level.PART
    levels[(alike >= 0.96) | (in_order >= 92) | (unspaced >= 0.88)] = Level.TYPO
    return levels


def _of_users(left: list[str], right: list[str]) -> np.ndarray:
    typos = cpdist(left, right, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    shorter = np.minimum(_lengths(left), _lengths(right))
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[((typos <= 1) & (shorter >= 4)) | ((typos <= 2) & (shorter >= 8))] = Level.TYPO
    letters = (_letters(one) == _letters(other) for one, other in zip(left, right, strict=True))
    levels[np.fromiter(letters, bool, len(left))] = Level.TYPO
    return levels


def _of_digits(left: list[str], right: list[str]) -> np.ndarray:
    slips = cpdist(left, right, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
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


def _letters(user: str) -> str:
    return "".join(filter(str.isalpha, user))
