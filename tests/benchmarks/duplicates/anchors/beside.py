"""Puts the figures of the anchors beside ours."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.report import Report

ANCHORS = ("splink", "dedupe")


class NotInstalled(SystemExit):
    """The anchors are not installed: run the same by `uv run --group anchors python -m tests.benchmarks …`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def require(packages: Sequence[str] = ANCHORS) -> None:
    """Raise NotInstalled unless the packages are there."""
    if not all(map(find_spec, packages)):
        raise NotInstalled


def beside(ours: Report, path: Path, fields: Mapping[str, str]) -> Report:
    """Our report of a list with the figures of the anchors on the same one."""
    figures, table = dict(ours.figures), dict(ours.table)
    for name in ANCHORS:
        for figure, value in _measured(name, path, fields).items():
            figures[f"{name}_{figure}"] = round(value, 4)
            table[f"{name}, {figure}"] = f"{value:,.4f}"
    return Report(figures, table, ours.remarks)


def _measured(name: str, path: Path, fields: Mapping[str, str]) -> dict[str, float]:
    """The figures of one anchor, which runs in a new process, lest it begins with our memory."""
    command = (sys.executable, "-m", "tests.benchmarks.duplicates.anchors", name, path, json.dumps(fields))
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ended.stdout.splitlines()[-1])
