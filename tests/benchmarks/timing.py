"""How fast something is."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import connection


def rate(rows: int, work: Callable[[], object]) -> float:
    """Rows per second of a piece of work on so many rows."""
    return round(rows / seconds(work), 1)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def processor_seconds(work: Callable[[], object]) -> float:
    """What a piece of work costs this program and the server's process that works for it, waiting left out.

    Unlike time it does not depend on who else uses the machine. Only of the program, where the server is on another.
    """
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    started = time.process_time() + server_seconds(pid)
    work()
    return time.process_time() + server_seconds(pid) - started


def server_seconds(pid: int) -> float:
    """The processor time of a process so far: https://docs.kernel.org/scheduler/sched-stats.html"""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0
