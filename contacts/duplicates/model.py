"""The model: a weight for each piece of evidence, fitted beforehand on labelled data, so that they add up to log-odds.

`tests/benchmarks/duplicates/fit.py` makes the file.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from contacts.duplicates.evidence import Evidence
from contacts.duplicates.sentences import otherwise, sentence

SHIPPED = Path(__file__).with_name("model-1.json")


class Reason(NamedTuple):
    """One reason for or against: what was compared, a sentence without values, and its share of the log-odds."""

    group: str
    text: str
    weight: float


@dataclass(frozen=True)
class Model:
    """`threshold` is the probability from which a pair is shown as a likely duplicate."""

    version: int
    threshold: float
    weights: dict[str, float]

    @classmethod
    def read(cls, path: Path) -> "Model":
        """The model of a file."""
        return cls(**json.loads(path.read_text()))

    def log_odds(self, evidence: Evidence) -> np.ndarray:
        """The logarithm of the odds that each pair is one person."""
        return (evidence.values @ self._weights(evidence)).astype(np.float64)

    def reasons(self, evidence: Evidence, pairs: np.ndarray) -> list[list[Reason]]:
        """Why each of some pairs has its log-odds, the weightiest reason first; the weights add up to them."""
        shares = evidence.values[pairs] * self._weights(evidence)
        groups = list(dict.fromkeys(evidence.groups))
        starts = [evidence.groups.index(group) for group in groups]
        sums = np.add.reduceat(shares, starts, axis=1)
        told = [
            [(feature, text) for feature, name in enumerate(evidence.features) if (text := sentence(group, name))]
            for group in groups
        ]
        texts = [
            _weightiest(shares[:, [feature for feature, _ in known]], [text for _, text in known], otherwise(group))
            for group, known in zip(groups, told, strict=True)
        ]
        return [
            sorted(
                (Reason(*each) for each in zip(groups, said, weights, strict=True) if each[2]),
                key=lambda reason: -abs(reason.weight),
            )
            for said, weights in zip(zip(*texts, strict=True), sums.tolist(), strict=True)
        ]

    def _weights(self, evidence: Evidence) -> np.ndarray:
        return np.array([self.weights.get(feature, 0.0) for feature in evidence.features], np.float32)


def _weightiest(shares: np.ndarray, texts: list[str], none: str) -> list[str]:
    """For each pair the text of the feature with the largest share."""
    if not texts:
        return [none] * len(shares)
    sizes = np.abs(shares)
    places = np.where(sizes.max(axis=1, initial=0) > 0, sizes.argmax(axis=1), len(texts))
    return [[*texts, none][place] for place in places.tolist()]


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the program."""
    return Model.read(SHIPPED)


def probability(log_odds: np.ndarray) -> np.ndarray:
    """Log-odds as a probability."""
    return 1 / (1 + np.exp(-log_odds))
