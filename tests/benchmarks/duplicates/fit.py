"""Fits the weights of the model: logistic regression over the pairs that the keys bring together.

`python -m tests.benchmarks.duplicates.fit FOLDER FILE` reads the labelled lists of a folder, adds invented ones, and
writes the model's file. Half of the people of each labelled list are left out, and febrl3 whole: those measure it.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from contacts.duplicates.base import Base
from contacts.duplicates.evidence import Evidence, evidence
from contacts.duplicates.model import SHIPPED
from contacts.duplicates.relation import of_row
from crm.sample.locales import LOCALE_OF
from tests.benchmarks.duplicates.figures import numbered
from tests.benchmarks.duplicates.labelled import labelled
from tests.benchmarks.duplicates.lists import compared, entries

THRESHOLD = 0.65
PENALTY = 2.0
MOST_PAIRS = 120_000
COUNTRIES = ("United States", "United Kingdom", "Germany", "France", "Spain", "Italy", "Turkey", "Ukraine")
NO_JOB = ("company", "title")
# Invented lists: rows, how many of the countries, columns that are blank throughout.
INVENTED = (
    (1_000, 2, ()),
    (2_000, 8, ()),
    (20_000, 8, ()),
    (20_000, 1, ()),
    (20_000, 8, ("birth_date",)),
    (10_000, 8, (*NO_JOB, "email_2")),
    (10_000, 8, ("email", "email_2")),
    (5_000, 8, (*NO_JOB, "street", "postal_code", "phone", "mobile", "email_2")),
    (100_000, 8, ()),
    (100_000, 3, ("birth_date", "title")),
)
_PERSON = {"given_name": "first_name", "surname": "last_name"}
_FEBRL = _PERSON | {
    "street_number": "address_line1",
    "address_1": "address_line1",
    "suburb": "city",
    "postcode": "postal_code",
    "date_of_birth": "birth_date",
}
# Labelled lists: mapping, what its pairs weigh beside others, whether half of it is left out.
LABELLED = {
    "crm_dev_20k": (
        {
            "first_name": "first_name", "last_name": "last_name", "email": "email", "email2": "email_2",
            "phone": "phone", "company": "company", "job_title": "title", "street": "address_line1", "city": "city",
            "postcode": "postal_code", "country": "country",
        },
        1,
        True,
    ),
    "fake_1000": ({"first_name": "first_name", "surname": "last_name", "dob": "birth_date", "city": "city",
                   "email": "email"}, 2, True),
    "restaurant": ({"name": "company", "addr": "address_line1", "city": "city", "phone": "phone"}, 2, True),
    "chicago_sites": ({"Site name": "company", "Address": "address_line1", "Zip": "postal_code", "Phone": "phone",
                       "Email Address": "email"}, 1, True),
    "febrl1": (_FEBRL, 4, False),
    "febrl2": (_FEBRL, 4, False),
}  # fmt: skip


@dataclass
class Sample:
    """Pairs of one list: their evidence, whether they are true, and what each weighs."""

    evidence: Evidence
    is_true: np.ndarray
    weight: float


def main(folder: Path, out: Path) -> None:
    samples = [*_labelled(folder), *_invented()]
    features = samples[0].evidence.features
    values = np.concatenate([sample.evidence.values for sample in samples]).astype(np.float64)
    is_true = np.concatenate([sample.is_true for sample in samples]).astype(np.float64)
    weights = np.concatenate([np.full(len(sample.is_true), sample.weight) for sample in samples])
    fitted = fit(values, is_true, weights, *bounds(features))
    told = {name: round(float(weight), 4) for name, weight in zip(features, fitted, strict=True) if abs(weight) > 5e-4}
    out.write_text(json.dumps({"version": 1, "threshold": THRESHOLD, "weights": told}, indent=1) + "\n")


def _labelled(folder: Path) -> Iterator[Sample]:
    for name, (fields, weight, is_halved) in LABELLED.items():
        rows = list(labelled(folder / f"{name}.csv", fields))
        yield _sample(rows, weight, is_halved=is_halved)


def _invented() -> Iterator[Sample]:
    homes = [LOCALE_OF[name] for name in COUNTRIES]
    for seed, (rows, countries, blank) in enumerate(INVENTED, start=10):
        drawn = entries(rows, homes[:countries], seed=seed, without=blank)
        yield _sample([(str(person), compared(entry)) for person, entry, _ in drawn], 1)


def _sample(rows: list[tuple[str, tuple[str, ...]]], weight: float, *, is_halved: bool = False) -> Sample:
    """The pairs of a list. Each list weighs as the root of the number of its true pairs."""
    base = Base((number.to_bytes(16), of_row(*columns)) for number, (_, columns) in enumerate(rows))
    pairs = base.pairs()
    clusters = numbered([cluster for cluster, _ in rows])
    left, right = pairs.left, pairs.right
    if is_halved:
        is_seen = np.array([is_for_fitting(cluster) for cluster, _ in rows])
        left, right = left[is_seen[pairs.left]], right[is_seen[pairs.left]]
    step = max(1, len(left) // MOST_PAIRS)
    left, right = left[::step], right[::step]
    is_true = clusters[left] == clusters[right]
    return Sample(evidence(base.columns, base.frequencies, left, right), is_true, 30 * weight / is_true.sum() ** 0.5)


def is_for_fitting(cluster: str) -> bool:
    """Whether a person of a labelled list is one of those by whom the model was fitted."""
    return crc32(cluster.encode()) % 2 == 0


def bounds(features: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """What each weight may be: to agree never speaks against, to differ never for, that nobody be told the contrary."""
    low, high = [], []
    for feature in features:
        is_pro = feature.endswith((" same", " mailbox", " user"))
        is_contra = feature.endswith(" different")
        low.append(0 if is_pro else -np.inf)
        high.append(0 if is_contra else np.inf)
    return np.array(low), np.array(high)


def fit(
    values: np.ndarray, is_true: np.ndarray, weights: np.ndarray, low: np.ndarray, high: np.ndarray, steps: int = 40
) -> np.ndarray:
    """The weights of logistic regression with a quadratic penalty, each within its bounds: projected Newton steps."""
    fitted = np.zeros(values.shape[1])
    penalty = np.full(values.shape[1], PENALTY)
    for _ in range(steps):
        probability = 1 / (1 + np.exp(-values @ fitted))
        gradient = values.T @ (weights * (probability - is_true)) + penalty * fitted
        curvature = (values * (weights * probability * (1 - probability))[:, None]).T @ values + np.diag(penalty)
        is_stuck = ((fitted <= low) & (gradient > 0)) | ((fitted >= high) & (gradient < 0))
        free = np.flatnonzero(~is_stuck)
        step = np.zeros_like(fitted)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        moved = np.clip(fitted - step, low, high)
        if np.abs(moved - fitted).max() < 1e-4:
            return moved
        fitted = moved
    return fitted


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else SHIPPED)
