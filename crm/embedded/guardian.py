"""A process that stops the server when its last user was killed, and so could not.

Whoever uses the server begins it where none is: `python -m crm.embedded.guardian DATA_DIR DESCRIPTOR`, the
descriptor being the lock that says there is one.
"""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .locks import FileLock
from .stopping import beside, stop

POLL_SECONDS = 1.0
PROJECT = Path(__file__).parents[2]


def post_guardian(data_dir: Path) -> None:
    """See to it that there is one; the caller holds the users' lock."""
    lock = FileLock.exclusive_if_free(beside(data_dir, "guardian.lock"))
    if lock is None:
        return
    with closing(lock):
        subprocess.run(
            [sys.executable, "-m", __name__, str(data_dir), str(lock.descriptor)],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[lock.descriptor],
            check=False,
        )


def guard(data_dir: Path, lock: FileLock) -> None:
    """Return when nobody uses the server any more and it has stopped, or when its folder was removed."""
    users = beside(data_dir, "users.lock")
    with closing(FileLock.exclusive_behind_others(users, POLL_SECONDS)) as alone:
        if alone.is_on(users):
            stop(data_dir)
        # While nobody can begin to use the server: who comes next needs a guardian of his own.
        lock.close()


if __name__ == "__main__":
    # The one who began us does not wait for our end.
    if os.fork() == 0:
        os.chdir("/")
        guard(Path(sys.argv[1]), FileLock(int(sys.argv[2])))
