"""Pairs of contacts, judged by the model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from contacts.duplicates.base import Base
from contacts.duplicates.blocks import Pairs
from contacts.duplicates.evidence import Evidence, evidence
from contacts.duplicates.model import Model, Reason, probability

CHUNK = 100_000


@dataclass(frozen=True)
class Judged:
    """Some pairs (rows of the base), how probable it is that each is one person, and why."""

    model: Model
    left: np.ndarray
    right: np.ndarray
    evidence: Evidence
    log_odds: np.ndarray

    @property
    def probability(self) -> np.ndarray:
        return probability(self.log_odds)

    def reasons(self, pairs: np.ndarray) -> list[list[Reason]]:
        """Why each of some pairs has its probability."""
        return self.model.reasons(self.evidence, pairs)


def judged(base: Base, pairs: Pairs, model: Model, *, after: int = -1) -> Iterator[Judged]:
    """The pairs in their order, chunk by chunk; only those whose `left` is beyond the row `after`.

    A chunk ends with all pairs of its last `left`.
    """
    start = int(np.searchsorted(pairs.left, after, side="right"))
    while start < len(pairs):
        end = min(start + CHUNK, len(pairs))
        end = int(np.searchsorted(pairs.left, pairs.left[end - 1], side="right"))
        yield judge(base, pairs.left[start:end], pairs.right[start:end], model)
        start = end


def judge(base: Base, left: np.ndarray, right: np.ndarray, model: Model) -> Judged:
    """The pairs of these rows."""
    found = evidence(base.columns, base.frequencies, left, right)
    return Judged(model, left, right, found, model.log_odds(found))
