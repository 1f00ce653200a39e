"""The end of a server."""

import logging
from pathlib import Path

from .accounts import account_for
from .programs import Programs
from .sockets import Postmaster, remove_socket_folder

SECONDS = 60

logger = logging.getLogger(__name__)


def beside(data_dir: Path, suffix: str) -> Path:
    """The file of that kind that belongs to the server on `data_dir`."""
    return data_dir.with_name(f"{data_dir.name}.{suffix}")


def stop(data_dir: Path) -> None:
    """End the server and all its connections; only for whoever holds the users' lock alone."""
    postmaster = Postmaster.of(data_dir)
    if postmaster is None or not postmaster.is_listening():
        return
    programs = Programs(account_for(data_dir), data_dir, log=beside(data_dir, "log"))
    if programs.run("pg_ctl", "stop", "--silent", "--wait", f"--timeout={SECONDS}"):
        logger.warning("The database server in %s did not stop; see %s.", data_dir, programs.log)
    remove_socket_folder(data_dir)
