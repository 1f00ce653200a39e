"""The processes of an earlier demo, which may outlive it when it is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crm.demo.claims import PROCESSES_LOCK, claim_processes
from crm.demo.processes import POLL_SECONDS, STOP_SECONDS
from crm.embedded.locks import FileLock
from crm.exceptions import EarlierDemoStillRunningError

PROC = Path("/proc")


def outlive_predecessor(folder: Path, report: Callable[[str], None], *, patience: float = STOP_SECONDS) -> FileLock:
    """The lock for the processes of a demo, once those of an earlier one have ended.

    They end by themselves; those that take longer than `patience` seconds, as for a long job, are killed, and the
    job is taken up again. Raises EarlierDemoStillRunningError when that took as long again.
    """
    if lock := claim_processes(folder):
        return lock
    report("Waiting for the processes of an earlier demo to end ...")
    begun = time.monotonic()
    while (lock := claim_processes(folder)) is None:
        waited = time.monotonic() - begun
        if waited > 2 * patience:
            raise EarlierDemoStillRunningError(folder=folder)
        if waited > patience:
            kill_holders(folder / PROCESSES_LOCK)
        time.sleep(POLL_SECONDS)
    return lock


def kill_holders(path: Path) -> None:
    """Kill those who inherited the lock on the file, and nobody who merely has it open; only Linux tells."""
    for folder in PROC.glob("[0-9]*"):
        # It may have ended meanwhile, or belong to somebody else.
        with suppress(OSError), _pinned(int(folder.name)) as process:
            if any(_is_lock(folder, name, path) for name in os.listdir(folder / "fd")):
                signal.pidfd_send_signal(process, signal.SIGKILL)


@contextmanager
def _pinned(pid: int) -> Iterator[int]:
    """A descriptor that stays that process's, even when another gets its number."""
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_lock(process: Path, descriptor: str, path: Path) -> bool:
    with suppress(FileNotFoundError):
        if os.path.samestat((process / "fd" / descriptor).stat(), path.stat()):
            # https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html
            return " FLOCK " in (process / "fdinfo" / descriptor).read_text()
    return False
