"""The data folder of the server: made, checked and given our settings, but not started."""

import shutil
from pathlib import Path

from .exceptions import ClusterNotCreatedError, DataFolderForeignError, DataFolderVersionError
from .locks import FileLock
from .programs import Programs

SUPERUSER = "crm"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    # A chunk of an import stays in memory.
    "temp_buffers": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    # Else what a killed program had asked for goes on, and keeps its locks, until it is done.
    "client_connection_check_interval": "2s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Messages about failed statements quote values, and values are personal: the server's own events only.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """The data folder `folder`. Nothing here is safe against a second process doing the same."""

    def __init__(self, folder: Path, programs: Programs) -> None:
        self.folder = folder
        self._programs = programs
        self._installed = programs.major_version

    def create_if_missing(self, *, until_done: FileLock) -> None:
        """Make the folder a whole database or leave it as it was. A killed run may leave initdb behind:
        it keeps `until_done`, so that nobody begins anew before it has ended."""
        if self._holds_files():
            return
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._programs.account.take_over(unfinished)
        self._initdb(unfinished, until_done)
        with (unfinished / "postgresql.conf").open("a") as settings:
            settings.write("include 'crm.conf'\n")
        unfinished.rename(self.folder)

    def check(self) -> None:
        """Raise DataFolderForeignError or DataFolderVersionError for what the programs cannot serve."""
        try:
            found = (self.folder / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise DataFolderForeignError(folder=self.folder) from None
        if found != self._installed:
            raise DataFolderVersionError(folder=self.folder, found=found, installed=self._installed)

    def configure(self, *, socket_dir: Path, durable: bool) -> None:
        """Write our settings; those of ALTER SYSTEM go before them."""
        if self.folder.stat().st_uid != self._programs.account.uid:
            self._programs.account.take_over(self.folder)
        self.folder.chmod(0o700)
        settings = SETTINGS | {"unix_socket_directories": str(socket_dir)} | ({} if durable else NOT_DURABLE)
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        path = self.folder / "crm.conf"
        # Never written through a link that another program of the account may have put there.
        path.unlink(missing_ok=True)
        with path.open("x") as file:
            file.writelines(lines)
        self._programs.account.take_over(path)

    def _holds_files(self) -> bool:
        try:
            return any(self.folder.iterdir())
        except FileNotFoundError:
            return False

    def _initdb(self, folder: Path, until_done: FileLock) -> None:
        failed = self._programs.run(
            "initdb",
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth-local=trust",
            "--auth-host=reject",
            "--no-instructions",
            inherited=until_done,
        )
        if failed:
            raise ClusterNotCreatedError(folder=self.folder, log=self._programs.log)
