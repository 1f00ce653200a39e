"""Locks on files, which the kernel takes back however their holder ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from .files import open_private


class FileLock:
    """A held flock. A process that inherits the descriptor holds the lock too; closing never unlocks
    for the others."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def shared(cls, path: Path) -> "FileLock":
        """Wait until nobody holds the file exclusively."""
        return cls._locked(path, fcntl.LOCK_SH)

    @classmethod
    def exclusive(cls, path: Path) -> "FileLock":
        """Wait until nobody else holds the file."""
        return cls._locked(path, fcntl.LOCK_EX)

    @classmethod
    def exclusive_if_free(cls, path: Path) -> "FileLock | None":
        """Nothing when somebody else holds the file."""
        try:
            return cls._locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None

    @classmethod
    def exclusive_behind_others(cls, path: Path, poll_seconds: float) -> "FileLock":
        """Wait until nobody holds the file, without standing in the way of those who only try."""
        with _closed_on_error(_open(path)) as descriptor:
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return cls(descriptor)
                time.sleep(poll_seconds)

    @classmethod
    def _locked(cls, path: Path, operation: int) -> "FileLock":
        with _closed_on_error(_open(path)) as descriptor:
            fcntl.flock(descriptor, operation)
        return cls(descriptor)

    def is_on(self, path: Path) -> bool:
        """Whether the file is still the one of that name: after `rm -r` another user may have made it anew."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), path.stat())
        except (FileNotFoundError, NotADirectoryError):
            return False

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def _closed_on_error(descriptor: int) -> Iterator[int]:
    with ExitStack() as when_failed:
        when_failed.callback(os.close, descriptor)
        yield descriptor
        when_failed.pop_all()


def _open(path: Path) -> int:
    return open_private(path, os.O_RDWR | os.O_CREAT)
