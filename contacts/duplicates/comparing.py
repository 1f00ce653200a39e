"""How alike two values are, in levels; for any number of pairs at once."""

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio
from rapidfuzz.process import cpdist

from contacts.duplicates.columns import Columns
from contacts.normalize import given_name_groups, sound


class Level(IntEnum):
    """How one value of two contacts compares, from nothing known to different."""

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


def names(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of two columns of names (codes)."""
    return _levels(columns, left, right, _name_levels)


def texts(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of two columns of longer texts: companies, streets, titles."""
    return _levels(columns, left, right, _text_levels)


def codes(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of two columns of short codes: postal codes, dates."""
    return _levels(columns, left, right, _code_levels)


def numbers(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of telephone numbers of eight digits: two that differ in one digit, or two exchanged, are a typo."""
    levels = _known(left, right)
    apart = np.flatnonzero(levels == Level.DIFFERENT)
    levels[apart[_one_digit_apart(left[apart], right[apart])]] = Level.TYPO
    return levels


def _known(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    levels = np.where(left == right, np.uint8(Level.SAME), np.uint8(Level.DIFFERENT))
    levels[(left == 0) != (right == 0)] = Level.HALF_KNOWN
    levels[(left == 0) & (right == 0)] = Level.UNKNOWN
    return levels


def _levels(
    columns: Columns, left: np.ndarray, right: np.ndarray, judge: Callable[[list[str], list[str]], np.ndarray]
) -> np.ndarray:
    """Levels, where the words of each two codes that differ are judged once, however many pairs have them."""
    levels = _known(left, right)
    apart = np.flatnonzero(levels == Level.DIFFERENT)
    if apart.size:
        low, high = np.minimum(left[apart], right[apart]), np.maximum(left[apart], right[apart])
        pairs, places = np.unique(low.astype(np.int64) << 32 | high, return_inverse=True)
        first, second = columns.words(pairs >> 32), columns.words(pairs & 0xFFFFFFFF)
        levels[apart] = judge(first, second)[places]
    return levels


def _name_levels(left: list[str], right: list[str]) -> np.ndarray:
    typos = cpdist(left, right, scorer=OSA.distance, score_cutoff=3)
    alike = cpdist(left, right, scorer=JaroWinkler.similarity)
    shorter = np.fromiter((min(len(one), len(other)) for one, other in zip(left, right, strict=True)), int, len(left))
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[alike >= 0.82] = Level.NEAR
    levels[((typos <= 1) & (shorter >= 3)) | ((typos <= 2) & (shorter >= 6)) | (alike >= 0.94)] = Level.TYPO
    for place in np.flatnonzero(levels != Level.TYPO).tolist():
        if level := _name_level(left[place], right[place]):
            levels[place] = level
    for place in np.flatnonzero(levels == Level.TYPO).tolist():
        if not given_name_groups(left[place]).isdisjoint(given_name_groups(right[place])):
            levels[place] = Level.NICKNAME
    return levels


def _name_level(one: str, other: str) -> Level | None:
    """What letters alone do not show of two names that differ."""
    if len(one) == 1 or len(other) == 1:
        return Level.INITIAL if one[0] == other[0] else None
    if not given_name_groups(one).isdisjoint(given_name_groups(other)):
        return Level.NICKNAME
    if " " in one or " " in other:
        short, long = sorted((one.split(), other.split()), key=len)
        if set(short) <= set(long) or short == ["".join(long)]:
            return Level.PART
        if len(short) <= len(long) and all(a[0] == b[0] and 1 in (len(a), len(b)) for a, b in zip(short, long, strict=False)):
            return Level.INITIAL
    elif len(one) >= 3 and len(other) >= 3 and (one.startswith(other) or other.startswith(one)):
        return Level.PART
    return Level.SOUND if sound(one) == sound(other) and len(sound(one)) > 1 else None


def _text_levels(left: list[str], right: list[str]) -> np.ndarray:
    alike = cpdist(left, right, scorer=JaroWinkler.similarity)
    sorted_alike = cpdist(left, right, scorer=token_sort_ratio)
    within = cpdist(left, right, scorer=token_set_ratio)
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[(alike >= 0.88) | (sorted_alike >= 80)] = Level.NEAR
    levels[within == 100] = Level.PART
    levels[(alike >= 0.96) | (sorted_alike >= 92)] = Level.TYPO
    return levels


def _code_levels(left: list[str], right: list[str]) -> np.ndarray:
    typos = cpdist(left, right, scorer=OSA.distance, score_cutoff=3)
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[typos == 3] = Level.PART
    levels[typos == 2] = Level.NEAR
    levels[typos <= 1] = Level.TYPO
    return levels


def _one_digit_apart(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    count = np.zeros(left.size, np.int8)
    exchanged = np.zeros(left.size, bool)
    mine, theirs = left.copy(), right.copy()
    last_mine = last_theirs = np.full(left.size, -1)
    for _ in range(8):
        mine, digit = np.divmod(mine, 10)
        theirs, other = np.divmod(theirs, 10)
        count += digit != other
        exchanged |= (digit != other) & (digit == last_theirs) & (other == last_mine)
        last_mine, last_theirs = digit, other
    return (count == 1) | ((count == 2) & exchanged)


def names_typo(columns: Columns, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of user parts of addresses, those of a typo apart or with other signs between the words only."""
    return _levels(columns, left, right, _user_levels)


def _user_levels(left: list[str], right: list[str]) -> np.ndarray:
    typos = cpdist(left, right, scorer=OSA.distance, score_cutoff=3)
    shorter = np.fromiter((min(len(one), len(other)) for one, other in zip(left, right, strict=True)), int, len(left))
    levels = np.full(len(left), Level.DIFFERENT, np.uint8)
    levels[((typos <= 1) & (shorter >= 4)) | ((typos <= 2) & (shorter >= 8))] = Level.TYPO
    for place in np.flatnonzero(levels != Level.TYPO).tolist():
        if _plain(left[place]) == _plain(right[place]):
            levels[place] = Level.TYPO
    return levels


def _plain(user: str) -> str:
    return "".join(filter(str.isalpha, user))
