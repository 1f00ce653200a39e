"""Processes that are started, watched, and ended in good order, even when their parent is killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from crm.exceptions import ProcessEndedError

STOP_SECONDS = 15
POLL_SECONDS = 0.2
# https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Process:
    """A Python program, with those that it starts, that gets the descriptors `kept` and ends with its parent.

    When its parent dies it gets the signal `orphaned_by`. When it ends sooner than `soon` seconds after its start,
    it would only end again.
    """

    name: str
    arguments: Sequence[str]
    kept: Sequence[int] = ()
    environment: dict[str, str] = field(default_factory=dict)
    soon: float = 10
    orphaned_by: signal.Signals = signal.SIGTERM
    _running: subprocess.Popen[bytes] | None = None
    _started: float = 0.0

    def start(self) -> None:
        """In a session of its own: the terminal's Ctrl-C reaches the demo alone, which ends us once."""
        self._started = time.monotonic()
        self._running = subprocess.Popen(
            [sys.executable, *self.arguments],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            pass_fds=self.kept,
            start_new_session=True,
            preexec_fn=_end_with_parent(os.getpid(), self.orphaned_by),
        )

    def restart_if_ended(self, report: Callable[[str], None]) -> None:
        """Raise ProcessEndedError when it ended soon after its start."""
        if self._running is None or (code := self._running.poll()) is None:
            return
        if time.monotonic() - self._started < self.soon:
            raise ProcessEndedError(name=self.name, code=code)
        report(f"The {self.name} has ended (exit code {code}); it is started again.")
        self.start()

    def ask_to_end(self) -> None:
        """Once, for a second signal would not let it finish what it has begun."""
        if self._running and self._running.poll() is None:
            self._running.terminate()

    def wait_until(self, deadline: float) -> None:
        """Wait for its end; past the deadline it is killed, and so is all that it started."""
        if self._running is None:
            return
        try:
            self._running.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()


def watch(processes: Sequence[Process], report: Callable[[str], None]) -> NoReturn:
    """Restart whatever ends, until interrupted. Raises ProcessEndedError when that would not help."""
    while True:
        restart_ended(processes, report)
        time.sleep(POLL_SECONDS)


def restart_ended(processes: Sequence[Process], report: Callable[[str], None]) -> None:
    """Look at each once. Raises ProcessEndedError when one ended soon after its start."""
    for process in processes:
        process.restart_if_ended(report)


def stop(processes: Sequence[Process]) -> None:
    """End all at the same time; returns when none is left."""
    for process in processes:
        process.ask_to_end()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.wait_until(deadline)


def _end_with_parent(parent: int, by: signal.Signals) -> Callable[[], None]:
    """What a new process does first: have the kernel end it when its parent dies (on Linux)."""

    def arrange() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, by)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
