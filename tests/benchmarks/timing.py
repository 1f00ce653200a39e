"""How fast something is."""

import time
from collections.abc import Callable


def rate(rows: int, work: Callable[[], object]) -> float:
    """Rows per second of a piece of work on so many rows."""
    return round(rows / seconds(work), 1)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
