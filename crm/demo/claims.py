"""What one demo has for itself: its data folder and its port."""

import errno
import os
import socket
from pathlib import Path

from crm.embedded.files import make_folder
from crm.embedded.locks import FileLock
from crm.exceptions import AlreadyRunningError, FolderUnusableError, PortForbiddenError, PortInUseError

LOOPBACK = "127.0.0.1"
PROCESSES_LOCK = "demo.processes.lock"


def claim_folder(folder: Path) -> FileLock:
    """Keep other demos off the data folder, until this process ends.

    Raises FolderUnusableError, AlreadyRunningError.
    """
    lock = _lock_if_free(folder, "demo.lock")
    if lock is None:
        raise AlreadyRunningError(folder=folder)
    return lock


def claim_processes(folder: Path) -> FileLock | None:
    """The lock that the processes of a demo inherit, or nothing while some of an earlier one still end."""
    return _lock_if_free(folder, PROCESSES_LOCK)


def claim_port(port: int) -> socket.socket:
    """A socket that listens on the loopback address; port 0 takes any free one.

    Raises PortInUseError, PortForbiddenError.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise PortInUseError(port=port) from error
        reason = getattr(error, "strerror", None) or "it is no number from 0 to 65535"
        raise PortForbiddenError(port=port, reason=reason) from error
    return listener


def _lock_if_free(folder: Path, name: str) -> FileLock | None:
    try:
        make_folder(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return FileLock.exclusive_if_free(folder / name)
    except OSError as error:
        raise FolderUnusableError(folder=folder, reason=error.strerror) from error
