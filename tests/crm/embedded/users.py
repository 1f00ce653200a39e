"""Other processes that use a server, and what can be seen of a server from outside."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import PGconn, Ping

from crm.embedded.locks import FileLock
from crm.embedded.server import EmbeddedServer
from crm.embedded.stopping import beside

ROOT = Path(__file__).parents[3]

USE_UNTIL_TOLD = """
import sys
import time
from pathlib import Path
from crm.embedded.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.acquire()
print("ready", flush=True)
sys.stdin.read()
"""


def python(script: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Begin a script of its own in a new process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def output_of(script: str, *arguments: object, **options: Any) -> str:
    """What a script prints; what it complains of fails the test."""
    process = python(script, *arguments, **options)
    printed, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
    return printed


@contextmanager
def another_user(data_dir: Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the server until the block ends, and then ends in good order."""
    with python(USE_UNTIL_TOLD, data_dir, **options) as process:
        assert process.stdout.readline() == "ready\n", process.communicate()
        yield process
        if process.poll() is None:
            process.communicate(timeout=60)


def is_answering(server: EmbeddedServer) -> bool:
    return Ping(PGconn.ping(f"host='{server.socket_dir}' user=crm dbname=crm".encode())) is Ping.OK


def connect(server: EmbeddedServer, database: str = "crm") -> psycopg.Connection:
    return psycopg.connect(host=str(server.socket_dir), user="crm", dbname=database, autocommit=True)


def ask(server: EmbeddedServer, query: str) -> Any:
    """The first column of the first row."""
    with connect(server) as connection:
        return connection.execute(query).fetchone()[0]


def kill_server(data_dir: Path) -> None:
    """End the server as a lack of memory does, and return when it is dead."""
    pid = int((data_dir / "postmaster.pid").read_text().split()[0])
    end = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert select.select([end], [], [], 10)[0] == [end]
    os.close(end)


def kill_guardian(data_dir: Path) -> None:
    """End the guardian, and return when it is dead."""
    found = subprocess.run(["pgrep", "--full", f"crm.embedded.guardian {data_dir} "], capture_output=True, check=True)
    os.kill(int(found.stdout), signal.SIGKILL)
    assert becomes_free(beside(data_dir, "guardian.lock"))


def becomes_free(path: Path, seconds: float = 20) -> bool:
    """Whether nobody holds the lock any more within that time."""
    deadline = time.monotonic() + seconds
    while (lock := FileLock.exclusive_if_free(path)) is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    lock.close()
    return True


def postmaster_pid(server: EmbeddedServer) -> int:
    return int((server.data_dir / "postmaster.pid").read_text().split()[0])
