"""A PostgreSQL server that lives while any process uses it.

Four files beside the data folder are locked. *users*: every process that uses the server holds it shared;
who gets it exclusively is the last one out, and holds it while the server stops. *guardian*: held by the
process that does so when the last one was killed. *start*: held while the server is made and started.
*server*: inherited by all the server's processes, so that it is free only when none of them is left, whatever
postmaster.pid says.
"""

import atexit
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from .accounts import account_for
from .cluster import SUPERUSER, Cluster
from .exceptions import (
    DataFolderUnusableError,
    EarlierServerStillRunningError,
    ServerNotStartedError,
    ServerStillRecoveringError,
)
from .files import make_folder
from .guardian import post_guardian
from .locks import FileLock
from .programs import Programs
from .sockets import PORT, Postmaster, forget_predecessor, make_socket_folder, socket_folder
from .stopping import beside, stop

DATABASE = "crm"
RECOVERY_SECONDS = 300
EARLIER_SERVER_SECONDS = 30
PING_SECONDS = 10
POLL_SECONDS = 0.05


class EmbeddedServer:
    """The server on `data_dir`. With `durable=False` a power cut may destroy the database: for tests."""

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.log = beside(self.data_dir, "log")
        self._users = beside(self.data_dir, "users.lock")
        self._durable = durable
        self._mutex = threading.Lock()
        self._users_lock: FileLock | None = None
        atexit.register(self.release)
        os.register_at_fork(after_in_child=self._leave_to_parent)

    @property
    def socket_dir(self) -> Path:
        """The folder of the unix socket, to be used as libpq's `host`."""
        postmaster = Postmaster.of(self.data_dir)
        return postmaster.socket_dir if postmaster else socket_folder(self.data_dir)

    @property
    def address(self) -> dict[str, str]:
        """What libpq must be told to connect; complete, so that PGPORT and its like lead nobody elsewhere."""
        return {"host": str(self.socket_dir), "port": str(PORT), "user": SUPERUSER}

    def acquire(self) -> None:
        """Make sure that the server accepts connections, until this process ends or calls `release`.

        Cheap when it runs already, so it is asked before each new connection. Raises EmbeddedServerError.
        """
        if self._is_user and self._is_accepting():
            return
        with self._mutex, self._unusable_folder_named():
            make_folder(self.data_dir.parent)
            with closing(FileLock.exclusive(beside(self.data_dir, "start.lock"))) as start_lock:
                if not self._is_user:
                    self._close_users_lock()
                    self._users_lock = FileLock.shared(self._users)
                    post_guardian(self.data_dir)
                self._bring_up(start_lock)

    def release(self) -> None:
        """No longer use the server; whoever is last stops it, and ends all connections that are left."""
        with self._mutex:
            was_user = self._is_user
            self._close_users_lock()
            if was_user and (last_out := FileLock.exclusive_if_free(self._users)):
                with closing(last_out):
                    stop(self.data_dir)

    def _leave_to_parent(self) -> None:
        # The inherited descriptor is the parent's lock; a child that uses the server takes its own.
        self._mutex = threading.Lock()
        self._close_users_lock()

    @property
    def _is_user(self) -> bool:
        """Whether this process holds the server that is in the folder now: another may have come after `rm -r`."""
        return self._users_lock is not None and self._users_lock.is_on(self._users)

    def _close_users_lock(self) -> None:
        if self._users_lock:
            self._users_lock.close()
            self._users_lock = None

    @cached_property
    def _programs(self) -> Programs:
        return Programs(account_for(self.data_dir), self.data_dir, log=self.log)

    @contextmanager
    def _unusable_folder_named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DataFolderUnusableError(folder=self.data_dir, reason=error.strerror) from error

    def _is_accepting(self) -> bool:
        postmaster = Postmaster.of(self.data_dir)
        return postmaster is not None and postmaster.is_ready and postmaster.is_listening()

    def _ping(self) -> Ping:
        conninfo = make_conninfo(**self.address, dbname="postgres", connect_timeout=PING_SECONDS)
        return Ping(PGconn.ping(conninfo.encode()))

    def _bring_up(self, start_lock: FileLock) -> None:
        started = self._start_unless_answering(start_lock)
        answer = self._answer_after_recovery()
        if answer is not Ping.OK and not started:
            # It did not recover, it was shutting down.
            self._start_unless_answering(start_lock)
            answer = self._answer_after_recovery()
        if answer is not Ping.OK:
            raise ServerNotStartedError(folder=self.data_dir, log=self.log)
        try:
            self._create_database()
        except psycopg.OperationalError as error:
            raise ServerNotStartedError(folder=self.data_dir, log=self.log) from error

    def _start_unless_answering(self, start_lock: FileLock) -> bool:
        """Once the processes of an earlier server have ended, for a killed one leaves some behind.

        Returns whether it had to be started.
        """
        deadline = time.monotonic() + EARLIER_SERVER_SECONDS
        while self._ping() is Ping.NO_RESPONSE:
            if server_lock := FileLock.exclusive_if_free(beside(self.data_dir, "server.lock")):
                with closing(server_lock):
                    self._start(start_lock, server_lock)
                return True
            if time.monotonic() > deadline:
                raise EarlierServerStillRunningError(folder=self.data_dir)
            time.sleep(POLL_SECONDS)
        return False

    def _start(self, start_lock: FileLock, server_lock: FileLock) -> None:
        self._begin_log()
        cluster = Cluster(self.data_dir, self._programs)
        cluster.create_if_missing(until_done=start_lock)
        cluster.check()
        socket_dir = make_socket_folder(self.data_dir, self._programs.account)
        cluster.configure(socket_dir=socket_dir, durable=self._durable)
        forget_predecessor(self.data_dir)
        waiting = ("--silent", "--wait", f"--timeout={RECOVERY_SECONDS}")
        self._programs.run("pg_ctl", "start", *waiting, inherited=server_lock)

    def _begin_log(self) -> None:
        if self.log.exists():
            self.log.replace(beside(self.data_dir, "log.1"))

    def _answer_after_recovery(self) -> Ping:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while (answer := self._ping()) is Ping.REJECT:
            if time.monotonic() > deadline:
                raise ServerStillRecoveringError(folder=self.data_dir, log=self.log)
            time.sleep(POLL_SECONDS)
        return answer

    def _create_database(self) -> None:
        with psycopg.connect(**self.address, dbname="postgres", autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not found.rowcount:
                connection.execute(f"CREATE DATABASE {DATABASE}")
