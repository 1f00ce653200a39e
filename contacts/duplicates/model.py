"""The model: a weight for each piece of evidence, fitted beforehand on labelled data, so that they add up to log-odds.

`tests/benchmarks/duplicates/fit.py` makes the file.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from contacts.duplicates.evidence import Evidence
from contacts.duplicates.sentences import sentence

SHIPPED = Path(__file__).with_name("model-1.json")


@dataclass(frozen=True)
class Reason:
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
        return evidence.values.astype(np.float64) @ self._weights(evidence)

    def reasons(self, evidence: Evidence, pair: int) -> list[Reason]:
        """Why a pair has its log-odds, the weightiest reason first; the weights add up to them."""
        shares = evidence.values[pair].astype(np.float64) * self._weights(evidence)
        groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for feature, group, share in zip(evidence.features, evidence.groups, shares.tolist(), strict=True):
            if share:
                groups[group].append((share, feature))
        reasons = [
            Reason(group, sentence(group, told), sum(share for share, _ in told)) for group, told in groups.items()
        ]
        return sorted(reasons, key=lambda reason: -abs(reason.weight))

    def _weights(self, evidence: Evidence) -> np.ndarray:
        return np.array([self.weights.get(feature, 0.0) for feature in evidence.features])


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the program."""
    return Model.read(SHIPPED)


def probability(log_odds: np.ndarray) -> np.ndarray:
    """Log-odds as a probability."""
    return 1 / (1 + np.exp(-log_odds))
