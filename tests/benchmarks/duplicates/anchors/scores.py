"""What another finder says about a list, and how good that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.duplicates.figures import Found, measures, numbered, pairs_within


@dataclass(frozen=True)
class Scores:
    """Pairs of rows with their probabilities, and for each row the number of the group in which it was put."""

    left: np.ndarray
    right: np.ndarray
    probability: np.ndarray
    group: np.ndarray

    def figures(self, clusters: Sequence[str]) -> dict[str, float]:
        """F1 at the threshold that suits the list best, from one half on, and of the groups."""
        person = numbered(clusters)
        found = Found(self.probability, person[self.left] == person[self.right], pairs_within(person))
        hits = pairs_within(numbered(list(zip(self.group.tolist(), clusters, strict=True))))
        return {
            "best_f1": found.best_f1(),
            "f1": found.at(0.5)["f1"],
            "grouped_f1": measures(hits, pairs_within(self.group), found.truths)["f1"],
        }
