"""How well, and how quickly, the finder finds the duplicates of a labelled list."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from uuid import UUID

import numpy as np
from django.db import connection

from contacts.duplicates.base import Base
from contacts.duplicates.blocks import Pairs
from contacts.duplicates.grouping import groups
from contacts.duplicates.judging import judged
from contacts.duplicates.model import shipped
from contacts.duplicates.relation import COLUMNS, profiles
from crm.sample.locales import LOCALES
from tests.benchmarks.duplicates.anchors.beside import beside, require
from tests.benchmarks.duplicates.figures import Found, measures, numbered, pairs_within
from tests.benchmarks.duplicates.labelled import fields_of, labelled
from tests.benchmarks.duplicates.lists import write_list
from tests.benchmarks.duplicates.storing import find_and_store, make_contacts
from tests.benchmarks.report import Report, thousands

# Less probable pairs make no group.
LEAST = 0.1
_NONE = np.empty(0, np.float32)
STORED = {
    "pairs": "stored",
    "seconds": "stored_seconds",
    "MB": "stored_peak_mb",
    "MB of the server's process": "stored_server_mb",
}
CREATE = f"CREATE TEMPORARY TABLE compared (id uuid, {', '.join(f'{name} text' for name in COLUMNS[1:])})"
COPY = f"COPY compared ({', '.join(COLUMNS)}) FROM STDIN"


def of_rows(rows: int, folder: Path, threshold: float | None = None) -> Report:
    """Find the duplicates of an invented list of all countries, with damages of every kind; and store them."""
    path, fields = write_list(folder / "list.csv", rows, LOCALES, seed=2_026)
    found = of_file(path, fields, threshold)
    make_contacts()
    stored = find_and_store()
    table = {f"… with storing, {name}": thousands(stored[figure]) for name, figure in STORED.items()}
    return Report({**found.figures, **stored}, {**found.table, **table}, found.remarks)


def of_file(path: Path, fields: Path, threshold: float | None = None, *, anchors: bool = False) -> Report:
    """Find the duplicates of a CSV file, and compare them with its column `cluster`; the anchors on the same one."""
    if anchors:
        require()
    mapping = fields_of(fields)
    ours = _of_file(path, mapping, threshold)
    return beside(ours, path, mapping) if anchors else ours


def _of_file(path: Path, fields: Mapping[str, str], threshold: float | None) -> Report:
    clusters = _take_in(path, fields)
    started, started_cpu = time.monotonic(), time.process_time()
    found, pairs = _find(Base(profiles("SELECT * FROM compared")), clusters)
    seconds, cpu_seconds = time.monotonic() - started, time.process_time() - started_cpu
    threshold = shipped().threshold if threshold is None else threshold
    figures = found.at(threshold) | {
        "best_f1": found.best_f1(),
        "recall_at_p99": found.recall_at(0.99),
        "grouped_f1": _of_groups(found, pairs, clusters, threshold)["f1"],
        "seconds": seconds,
        "peak_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    }
    figures = {name: round(figure, 4) for name, figure in figures.items()}
    remarks = (
        f"Threshold {threshold}; {len(found.probability):,} pairs were compared, {found.truths:,} are true, of which "
        f"the keys bring {int(found.is_true.sum()):,} together.",
        f"{cpu_seconds:.1f} s of the processor in this process, of {seconds:.1f} s.",
        f"Keys that too many share: {json.dumps(pairs.common)}; contacts that met nobody under one: {pairs.unmet:,}.",
        "Reliability (predicted, true, pairs): "
        + "; ".join(f"{said:.2f} {true:.2f} {count:,}" for said, true, count in found.reliability()),
    )
    return Report(figures, {name: f"{figure:,.4f}" for name, figure in figures.items()}, remarks)


def _take_in(path: Path, fields: Mapping[str, str]) -> np.ndarray:
    """Fill a table of what is compared; returns the clusters by the number in which each row's id ends."""
    clusters = []
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        with cursor.copy(COPY) as copy:
            for number, (cluster, compared) in enumerate(labelled(path, fields)):
                copy.write_row((UUID(int=number), *compared))
                clusters.append(cluster)
    return numbered(clusters)


def _find(base: Base, clusters: np.ndarray) -> tuple[Found, Pairs]:
    """All pairs that the keys bring together, judged. Nobody else holds the base, which is large."""
    pairs = base.pairs()
    probability = [chunk.probability.astype(np.float32) for chunk in judged(base, pairs, shipped())]
    is_true = clusters[pairs.left] == clusters[pairs.right]
    return Found(np.concatenate([_NONE, *probability]), is_true, pairs_within(clusters)), pairs


def _of_groups(found: Found, pairs: Pairs, clusters: np.ndarray, threshold: float) -> dict[str, float]:
    """The figures where all within one group are taken for one person."""
    likely = np.flatnonzero(found.probability >= LEAST)
    linked = (each[likely].tolist() for each in (pairs.left, pairs.right, found.probability))
    hits = taken = 0
    for group in groups(zip(*linked, strict=True), threshold=min(threshold, 0.5)):
        taken += len(group) * (len(group) - 1) // 2
        hits += pairs_within(clusters[group])
    return measures(hits, taken, found.truths)
