"""Who is compared with whom: contacts that share a key stand in one block."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from contacts.duplicates.evidence import MOST_COUNTED
from contacts.duplicates.keys import KIND_BITS, Kind

# In a block of so many contacts each is compared with each; a key that more of them share says too little. Measured:
# of keys that say less to begin with, a third of that finds all but one in two thousand, and compares far fewer.
MOST = 60
_MOST_OF_WEAK = 20
_STRONG = frozenset((Kind.MAIL, Kind.PHONE, Kind.STREET, Kind.COMPANY, Kind.COMPANY_AND_PLACE))
_KIND_MASK = (1 << KIND_BITS) - 1
# An odd number without pattern, by which a key is spread before it is joined with another one.
_SPREAD = np.int64(-7046029254386353131)
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Pairs:
    """Rows of contacts that are to be compared, each pair once, ordered by `left`.

    `common` counts the keys that too many share, by kind; `unmet` the places under them at which a contact meets
    nobody, for it has no second such key, or too many share that pair of keys as well.
    """

    left: np.ndarray
    right: np.ndarray
    common: dict[str, int]
    unmet: int

    def __len__(self) -> int:
        return len(self.left)


def most(kind: Kind) -> int:
    """How many contacts may share a key of the kind to be compared for its sake alone."""
    return MOST if kind in _STRONG else _MOST_OF_WEAK


class Blocks:
    """The keys of contacts, each kind by itself: only within one are keys alike, and so less is held at a time."""

    def __init__(self) -> None:
        self._of_kind = {kind.value: (array("q"), array("i")) for kind in Kind}

    def add(self, row: int, keys: Iterable[int]) -> None:
        """Put the contact of a row into the blocks of its keys; rows ascend."""
        for key in keys:
            of_kind, owners = self._of_kind[key & _KIND_MASK]
            of_kind.append(key)
            owners.append(row)

    def counts(self, kind: Kind, rows: int) -> np.ndarray:
        """How many contacts share the commonest key of the kind with each row: from 1 to `MOST_COUNTED`."""
        blocks = self._sorted(kind)
        counts = np.ones(rows, np.int32)
        np.maximum.at(counts, blocks.owners, np.minimum(blocks.size_of_each(), MOST_COUNTED))
        return counts

    def pairs(self) -> Pairs:
        """All that share a key, but for the commonest keys: there they have to share two of those.

        Forgets the keys on the way, for a million contacts have ten millions.
        """
        found, common, keys, owners = [], {}, [], []
        for kind in Kind:
            blocks = self._sorted(kind)
            del self._of_kind[kind]
            found.append(blocks.pairs(most(kind)))
            is_common = blocks.size_of_each() > most(kind)
            if is_common.any():
                common[kind.name.lower()] = int((blocks.sizes > most(kind)).sum())
                keys.append(blocks.keys[is_common])
                owners.append(blocks.owners[is_common])
        finer, unmet = _joined(np.concatenate([_NONE, *keys]), np.concatenate([_NONE.astype(np.int32), *owners]))
        found.append(finer.pairs(MOST))
        unmet += int(finer.sizes[finer.sizes > MOST].sum())
        pairs = _distinct(found)
        return Pairs((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32), common, unmet)

    def _sorted(self, kind: Kind) -> "_Sorted":
        keys, owners = self._of_kind[kind]
        return _Sorted(np.frombuffer(keys, np.int64), np.frombuffer(owners, np.int32))


class _Sorted:
    """Keys in their order with their owners, and where each block begins."""

    def __init__(self, keys: np.ndarray, owners: np.ndarray) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.owners = keys[order], owners[order]
        is_first = np.ones(len(keys), bool)
        is_first[1:] = self.keys[1:] != self.keys[:-1]
        self.starts = np.flatnonzero(is_first)
        self.sizes = np.diff(np.append(self.starts, len(keys))).astype(np.int32)

    def size_of_each(self) -> np.ndarray:
        """The size of the block in which each owner stands."""
        return np.repeat(self.sizes, self.sizes)

    def pairs(self, most: int) -> np.ndarray:
        """The pairs within all blocks of so many contacts at most, each as one number."""
        found = [_NONE]
        for size in range(2, most + 1):
            starts = self.starts[self.sizes == size]
            if starts.size:
                members = self.owners[starts[:, None] + np.arange(size)].astype(np.int64)
                one, other = np.triu_indices(size, 1)
                left, right = members[:, one], members[:, other]
                pairs = np.minimum(left, right) << 32 | np.maximum(left, right)
                found.append(pairs[left != right])
        return _distinct(found)


def _distinct(found: list[np.ndarray]) -> np.ndarray:
    """The numbers in their order, each once; the list is emptied, lest all be held three times."""
    numbers = np.concatenate(found)
    found.clear()
    numbers.sort()
    is_new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_new[1:])
    return numbers[is_new]


def _joined(keys: np.ndarray, owners: np.ndarray) -> tuple[_Sorted, int]:
    """The blocks of those who share two of these keys, and how many contacts have only one of them."""
    order = np.lexsort((keys, owners))
    keys, owners = keys[order], owners[order]
    joined, of = [_NONE], [owners[:0]]
    has_second = np.zeros(len(keys), bool)
    for step in range(1, len(Kind)):
        same = owners[step:] == owners[:-step]
        if not same.any():
            break
        has_second[step:] |= same
        has_second[:-step] |= same
        joined.append((keys[:-step][same] * _SPREAD) ^ keys[step:][same])
        of.append(owners[:-step][same])
    return _Sorted(np.concatenate(joined), np.concatenate(of)), int((~has_second).sum())
