"""Who is compared with whom: contacts that share a key stand in one block."""

from dataclasses import dataclass

import numpy as np

from contacts.duplicates.evidence import MOST_COUNTED
from contacts.duplicates.keys import KIND_BITS, Kind

# In a block of so many contacts each is compared with each; a key that more of them share says too little.
MOST = 60
_KIND_MASK = (1 << KIND_BITS) - 1
# An odd number without pattern, by which a key is spread before it is joined with another one.
_SPREAD = np.int64(-7046029254386353131)


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


class Blocks:
    """Keys of contacts in the order of the keys; `owners` are rows, ascending for each contact's own keys."""

    def __init__(self, keys: np.ndarray, owners: np.ndarray) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.owners = keys[order], owners[order]
        is_first = np.ones(len(keys), bool)
        is_first[1:] = self.keys[1:] != self.keys[:-1]
        self.starts = np.flatnonzero(is_first)
        self.sizes = np.diff(np.append(self.starts, len(keys)))

    def counts(self, kind: Kind, rows: int) -> np.ndarray:
        """How many contacts share the commonest key of the kind with each row: from 1 to `MOST_COUNTED`."""
        of_kind = (self.keys[self.starts] & _KIND_MASK) == kind
        sizes = np.repeat(np.where(of_kind, np.minimum(self.sizes, MOST_COUNTED), 1), self.sizes)
        counts = np.ones(rows, np.int32)
        np.maximum.at(counts, self.owners, sizes.astype(np.int32))
        return counts

    def pairs(self) -> Pairs:
        """All that share a key, but for the commonest keys: there they have to share two of those."""
        is_common = self.sizes > MOST
        kinds = np.bincount(self.keys[self.starts[is_common]] & _KIND_MASK, minlength=len(Kind) + 1)
        finer, alone = self._finer(np.repeat(is_common, self.sizes))
        found = np.unique(np.concatenate([self._pairs(), finer._pairs()]))
        return Pairs(
            (found >> 32).astype(np.int32),
            (found & 0xFFFFFFFF).astype(np.int32),
            {kind.name.lower(): int(kinds[kind]) for kind in Kind if kinds[kind]},
            alone + int(finer.sizes[finer.sizes > MOST].sum()),
        )

    def _pairs(self) -> np.ndarray:
        """The pairs within all blocks that are small enough, as one number each; some of them several times."""
        found = [np.empty(0, np.int64)]
        for size in range(2, MOST + 1):
            starts = self.starts[self.sizes == size]
            if starts.size:
                members = self.owners[starts[:, None] + np.arange(size)].astype(np.int64)
                one, other = np.triu_indices(size, 1)
                low, high = (
                    np.minimum(members[:, one], members[:, other]),
                    np.maximum(members[:, one], members[:, other]),
                )
                found.append((low << 32 | high)[low != high])
        return np.unique(np.concatenate(found))

    def _finer(self, is_common: np.ndarray) -> tuple["Blocks", int]:
        """The blocks of those who share two keys that are too common, and how many contacts have only one such key."""
        keys, owners = self.keys[is_common], self.owners[is_common]
        order = np.argsort(owners, kind="stable")
        keys, owners = keys[order], owners[order]
        joined, of = [np.empty(0, np.int64)], [np.empty(0, owners.dtype)]
        has_second = np.zeros(len(keys), bool)
        for step in range(1, len(Kind)):
            same = owners[step:] == owners[:-step]
            if not same.any():
                break
            has_second[step:] |= same
            has_second[:-step] |= same
            # Each contact's keys ascend, so that both sides of a pair join theirs in one order.
            joined.append((keys[:-step][same] * _SPREAD) ^ keys[step:][same])
            of.append(owners[:-step][same])
        return Blocks(np.concatenate(joined), np.concatenate(of)), int((~has_second).sum())
