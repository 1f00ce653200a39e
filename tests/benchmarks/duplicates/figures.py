"""How well duplicates are found: figures over pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Found:
    """Pairs that were compared: how probable each is, and whether it is one person; `truths` are all true pairs."""

    probability: np.ndarray
    is_true: np.ndarray
    truths: int

    def at(self, threshold: float) -> dict[str, float]:
        """Precision, recall and F1 where all from the threshold on are taken for duplicates."""
        taken = self.probability >= threshold
        return measures(int(self.is_true[taken].sum()), int(taken.sum()), self.truths)

    def best_f1(self) -> float:
        """F1 at the threshold that suits this list best."""
        precision, recall = self._curve()
        return float((2 * precision * recall / np.maximum(precision + recall, 1e-9)).max(initial=0))

    def recall_at(self, precision: float) -> float:
        """The largest recall at which so much of what is taken is true."""
        reached, recall = self._curve()
        return float(recall[reached >= precision].max(initial=0))

    def reliability(self) -> list[tuple[float, float, int]]:
        """For each tenth of probability: its mean, the share that is true, and how many pairs."""
        tenths = np.minimum((self.probability * 10).astype(int), 9)
        return [
            (float(self.probability[which].mean()), float(self.is_true[which].mean()), int(which.sum()))
            for tenth in range(10)
            if (which := tenths == tenth).any()
        ]

    def _curve(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(-self.probability, kind="stable")
        hits = np.cumsum(self.is_true[order])
        last_of_equals = np.append(np.diff(self.probability[order]) != 0, True)
        taken = np.arange(1, len(order) + 1)
        return (hits / taken)[last_of_equals], (hits / max(self.truths, 1))[last_of_equals]


def measures(hits: int, taken: int, truths: int) -> dict[str, float]:
    """Precision, recall and F1 of so many that were taken."""
    precision, recall = hits / max(taken, 1), hits / max(truths, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * hits / max(taken + truths, 1)}


def numbered(clusters: Sequence[object]) -> np.ndarray:
    """Clusters as numbers from 0."""
    numbers = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    return np.fromiter((numbers[cluster] for cluster in clusters), np.int64, len(clusters))


def pairs_within(numbers: np.ndarray) -> int:
    """How many pairs stand in one cluster."""
    sizes = np.bincount(numbers)
    return int((sizes * (sizes - 1) // 2).sum())
