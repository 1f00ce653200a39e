"""The dedupe library (https://docs.dedupe.io, MIT), trained by labelled pairs as its own benchmark goes about it.

It learns from people of the half by which our model was fitted, where the list is one of ours. All other settings are
its defaults: each field is a text that may be missing, and it learns which pairs to compare.
"""

import random
from collections.abc import Sequence

import dedupe
import numpy as np
from dedupe import variables

from tests.benchmarks.duplicates.anchors.rows import Row
from tests.benchmarks.duplicates.anchors.scores import Scores
from tests.benchmarks.duplicates.fit import is_for_fitting

CLUSTER = "cluster"
# So many records does its manual let it learn from. It takes all that it is given, and memory as the square of them:
# 2,500 of febrl3 took more than 4 GB and five minutes.
LEARNT_FROM = 1_500
# For these its manual has a type that is quicker to learn and loses nothing.
SHORT = ("phone", "mobile", "city", "postal_code", "country", "birth_date")


def scores(rows: Sequence[Row], clusters: Sequence[str]) -> Scores:
    """What it makes of all the rows, once it has been told about some of the people."""
    random.seed(1)
    np.random.seed(1)
    columns = [name for name in rows[0] if any(row[name] for row in rows)]
    labelled = (row | {CLUSTER: cluster} for row, cluster in zip(rows, clusters, strict=True))
    people = dict(enumerate(labelled))
    finder = dedupe.Dedupe([_variable(name) for name in columns])
    _train(finder, _of_half(people))
    scored = finder.score(finder.pairs(people))
    group = np.arange(len(rows), dtype=np.int64)
    for members, _ in finder.cluster(scored):
        group[np.array(members, np.int64)] = min(members)
    pairs = np.array(scored["pairs"], np.int64)
    return Scores(pairs[:, 0], pairs[:, 1], np.array(scored["score"]), group)


def _of_half(people: dict[int, Row]) -> dict[int, Row]:
    """The records of every second person, up to `LEARNT_FROM`."""
    by_person = sorted((row[CLUSTER], number) for number, row in people.items() if is_for_fitting(row[CLUSTER]))
    return {number: people[number] for _, number in by_person[:LEARNT_FROM]}


def _train(finder: dedupe.Dedupe, people: dict[int, Row]) -> None:
    labelled = dedupe.training_data_dedupe(people, CLUSTER)
    finder.prepare_training(people)
    finder.mark_pairs(labelled)
    finder.train()


def _variable(name: str) -> variables.ShortString:
    return (variables.ShortString if name in SHORT else variables.String)(name, has_missing=True)
