"""Measures one anchor on a list: its name, the file and the mapping as JSON; prints the figures as JSON."""

import json
import logging
import sys
import warnings
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import monotonic

from tests.benchmarks.duplicates.anchors.rows import read
from tests.benchmarks.memory import high_water_mark


def main(name: str, path: str, fields: str) -> None:
    # They tell people at a console what to try next.
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    rows, clusters = read(Path(path), json.loads(fields))
    anchor = import_module(f"tests.benchmarks.duplicates.anchors.with_{name}")
    started = monotonic()
    scores = anchor.scores(rows, clusters)
    seconds = monotonic() - started
    # Of its own processes the largest.
    largest = max(high_water_mark(Path("/proc/self")) or 0, getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024)
    print(json.dumps(scores.figures(clusters) | {"seconds": seconds, "peak_mb": largest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
