"""How much memory processes took, as Linux counts it: pages shared with others included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from django.db import connection


@dataclass
class Peak:
    """The most memory that this process, and the server's process working for it, held at a time, in MB.

    None where that cannot be known: on another system, or of a server on another machine.
    """

    program_mb: float | None = None
    server_mb: float | None = None

    @property
    def largest_mb(self) -> float | None:
        """The larger of the two."""
        return max((mb for mb in (self.program_mb, self.server_mb) if mb), default=None)


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Watch the block, which gets a connection of its own, so that the server's process is new too."""
    connection.close()
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    with suppress(OSError):
        # Sets the mark back: https://docs.kernel.org/filesystems/proc.html
        Path("/proc/self/clear_refs").write_text("5")
    peak = Peak()
    yield peak
    peak.program_mb = high_water_mark(Path("/proc/self"))
    peak.server_mb = high_water_mark(Path(f"/proc/{pid}")) if _is_server(pid) else None


def apart(work: Callable[..., object], *arguments: object, **options: object) -> None:
    """Do it in a process of its own, so that what it leaves in memory is not taken for this one's."""
    connection.close()
    process = get_context("fork").Process(target=work, args=arguments, kwargs=options)
    process.start()
    process.join()
    if process.exitcode:
        raise ChildProcessError(f"exit code {process.exitcode}")


def _is_server(pid: int) -> bool:
    """Whether the process is on this machine, not one of the same number elsewhere."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return False


def high_water_mark(process: Path) -> float | None:
    """The most memory that a process (its folder below /proc) has held so far, in MB; None where none can tell."""
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return None
    return next((round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith("VmHWM:")), None)
