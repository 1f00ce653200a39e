"""The web server and the job worker of the demo."""

import http.client
import signal
import socket
import time
from collections.abc import Callable

from django.conf import settings

from crm.demo.claims import LOOPBACK
from crm.demo.processes import POLL_SECONDS, Process
from crm.embedded.files import make_folder
from crm.embedded.locks import FileLock
from crm.exceptions import WebServerSilentError

ANSWER_SECONDS = 60
PATH = "/admin/login/"


def web_server(listener: socket.socket, lock: FileLock) -> Process:
    """Gunicorn on a socket that listens already, so that nobody can take the port in between."""
    # The files come from the packages; the folder has only to be there.
    make_folder(settings.STATIC_ROOT)
    options = {
        "bind": f"fd://{listener.fileno()}",
        "chdir": settings.BASE_DIR,
        "worker-class": "gthread",
        "workers": 2,
        "threads": 4,
        "graceful-timeout": 5,
        "log-level": "warning",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return Process(
        "web server",
        ["-m", "gunicorn", "crm.wsgi:application", "--preload", "--no-control-socket", *arguments],
        kept=[listener.fileno(), lock.descriptor],
        environment=_environment(),
    )


def job_worker(lock: FileLock) -> Process:
    """One process that does jobs of all queues."""
    return Process(
        "job worker",
        [str(settings.BASE_DIR / "manage.py"), "procrastinate", "--skip-checks", "worker"],
        kept=[lock.descriptor],
        environment=_environment(),
        # The kernel asks once for each thread of the parent, and a second SIGTERM has the worker abort its jobs:
        # those of a killed one are taken up again.
        orphaned_by=signal.SIGKILL,
    )


def wait_until_answering(port: int, meanwhile: Callable[[], None]) -> None:
    """Return when the web server has shown the log-in; `meanwhile` is called between tries.

    Raises WebServerSilentError.
    """
    deadline = time.monotonic() + ANSWER_SECONDS
    while not _is_answering(port):
        if time.monotonic() > deadline:
            raise WebServerSilentError(seconds=ANSWER_SECONDS)
        meanwhile()


def _is_answering(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", PATH)
        if connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
            return True
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    time.sleep(POLL_SECONDS)
    return False


def _environment() -> dict[str, str]:
    # Absolute, for the programs run in another folder than the demo may have been started in.
    return {"CRM_DATA_DIR": str(settings.DATA_DIR)}
