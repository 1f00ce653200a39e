"""Where the server's unix socket is, and what the server says of itself."""

import errno
import os
import socket
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .accounts import Account
from .exceptions import SocketFolderForeignError

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_PATH = 103 if sys.platform == "darwin" else 107
# https://www.postgresql.org/docs/current/storage-file-layout.html
PID_FILE_LINES = ("pid", "data_dir", "started", "port", "socket_dir", "host", "shared_memory", "status")
# A comma parts hosts in libpq; the others would need quoting in the server's settings.
UNFIT = frozenset(",'\"\\\n")


@dataclass(frozen=True)
class Postmaster:
    """What a server says of itself in its postmaster.pid, which it leaves behind when it is killed."""

    socket_dir: Path
    is_ready: bool

    @classmethod
    def of(cls, data_dir: Path) -> "Postmaster | None":
        """Nothing when no server was started in `data_dir`, or when the folder is a copy of another's."""
        try:
            lines = (data_dir / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        said = dict(zip(PID_FILE_LINES, lines, strict=False))
        if said.get("data_dir") != str(data_dir) or not said.get("socket_dir"):
            return None
        return cls(Path(said["socket_dir"]), said.get("status", "").strip() == "ready")

    def is_listening(self) -> bool:
        """Whether the socket is open, which the kernel closes however the server ends.

        Asked with the wrong kind of socket: the answer is as sure, and the server is not bothered with a
        connection. A process number, in contrast, may be a zombie's or another program's by now.
        """
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wrong_kind:
            return wrong_kind.connect_ex(str(self.socket_dir / SOCKET_NAME)) == errno.EPROTOTYPE


def forget_predecessor(data_dir: Path) -> None:
    """Remove what a killed server left. Only for whoever knows that none of its processes is left.

    PostgreSQL itself believes a number that by now belongs to another program or to a zombie.
    """
    (data_dir / "postmaster.pid").unlink(missing_ok=True)
    (socket_folder(data_dir) / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def socket_folder(data_dir: Path) -> Path:
    """`data_dir` itself, or a folder for temporary files when a socket's path cannot hold that name."""
    too_long = len(os.fsencode(data_dir / SOCKET_NAME)) > LONGEST_PATH
    if too_long or UNFIT & set(str(data_dir)):
        return Path(tempfile.gettempdir()) / f"crm-{sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    return data_dir


def make_socket_folder(data_dir: Path, account: Account) -> Path:
    """Make `socket_folder` the account's own; raises SocketFolderForeignError when it is somebody else's."""
    folder = socket_folder(data_dir)
    if folder == data_dir:
        return folder
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise SocketFolderForeignError(folder=folder)
    folder.chmod(0o700)
    account.take_over(folder)
    return folder


def remove_socket_folder(data_dir: Path) -> None:
    """Remove what `make_socket_folder` made; one that is in use remains."""
    folder = socket_folder(data_dir)
    if folder != data_dir:
        with suppress(OSError):
            folder.rmdir()
