"""Locks on files, which the kernel takes back however their holder ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


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

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def _closed_on_error(descriptor: int) -> Iterator[int]:
    with ExitStack() as when_failed:
        when_failed.callback(os.close, descriptor)
        yield descriptor
        when_failed.pop_all()


def _open(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        # Else a first run as root would shut the folder's owner out for good.
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor
