"""Files that take far more than they weigh: what it costs to refuse them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from django.conf import settings

from contacts.importing.exceptions import UnreadableFile
from contacts.importing.sources import open_source
from tests.benchmarks.report import Report
from tests.bombs import BOMBS, HARMLESS

REMARKS = (
    "Memory of the process that opens the file, beyond what it held before, and all of the process that it starts.",
    "The harmless ones are read to their end.",
)


class Cost(NamedTuple):
    """What came of a file, in how many seconds, and with how much more memory."""

    came: str | int
    seconds: float
    extra_mb: float


def measure(rows: int, folder: Path) -> Report:
    """Each file in a process of its own."""
    costs = {}
    for name, (make, _) in (BOMBS | HARMLESS).items():
        path = make(folder / "bomb.xlsx")
        costs[name] = cost_of(path)
        path.unlink()
    refused = [costs[name] for name in BOMBS]
    figures = {
        "bombs": len(BOMBS),
        "slowest_s": max(cost.seconds for cost in refused),
        "largest_mb": max(cost.extra_mb for cost in refused),
    }
    table = {name: f"{cost.came} {cost.seconds:6.2f} s {cost.extra_mb:5.0f} MB" for name, cost in costs.items()}
    return Report(figures, table, REMARKS)


def cost_of(path: Path) -> Cost:
    """What it costs to open the file, and to read it."""
    program = [sys.executable, "-m", "tests.benchmarks.bombs", str(path)]
    ended = subprocess.run(program, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return Cost(*json.loads(ended.stdout))


def main(path: Path) -> None:
    # They are loaded where they are asked for first.
    settings.MAX_IMPORT_LINES  # noqa: B018
    before = _held("self")
    started = time.monotonic()
    with _watched_children() as peak_of_children:
        try:
            with open_source(path) as source:
                came = sum(1 for _ in source.rows())
        except UnreadableFile as error:
            came = type(error).__name__
        seconds = round(time.monotonic() - started, 3)
    extra = _held("self") - before + peak_of_children()
    print(json.dumps([came, seconds, round(extra, 1)]))


@contextmanager
def _watched_children() -> Iterator[Callable[[], float]]:
    """Look often how much the processes hold that this one starts: the kernel's own account of them, taken at their
    end, counts what this one held when it began them."""
    peaks, done = [0.0], Event()

    def watch() -> None:
        while not done.wait(0.002):
            for children in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):
                    peaks.extend(_held(pid) for pid in children.read_text().split() if _is_ours(pid))

    watcher = Thread(target=watch)
    watcher.start()
    yield lambda: max(peaks)
    done.set()
    watcher.join()


def _is_ours(pid: str) -> bool:
    """Whether it has begun its own program; until then it is a copy of this process."""
    return b"contacts.importing.xlsx" in Path("/proc", pid, "cmdline").read_bytes()


def _held(pid: str) -> float:
    """The most memory that it has held, in MB. https://docs.kernel.org/filesystems/proc.html"""
    lines = (line.split() for line in Path("/proc", pid, "status").read_text().splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == "VmHWM:"), 0.0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
