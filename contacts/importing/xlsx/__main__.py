"""The process that opens one workbook: `python -m contacts.importing.xlsx FILE DESCRIPTOR`.

Each line of its input asks for something of `Sheets`, as JSON: the name of the method and its arguments. Each line of
its output answers: `{"answer": …}`, or `{"error": …, "facts": …}` where the workbook is refused. It ends with its
input, and (on Linux) at once where the other end of the pipe behind the descriptor is closed, whatever it is doing:
then whoever has asked is gone.
"""

import fcntl
import json
import os
import resource
import select
import sys
from pathlib import Path

from contacts.importing.exceptions import UnreadableFile
from contacts.importing.limits import CPU_SECONDS, MEMORY, OPEN_FILES, OUT_OF_MEMORY_CODE
from contacts.importing.xlsx.sheets import Sheets


def main(path: Path, lifeline: int) -> None:
    """Answer until nothing more is asked."""
    end_with(lifeline)
    limit_resources()
    sheets = None
    for line in sys.stdin:
        allow_seconds(CPU_SECONDS)
        try:
            sheets = sheets or Sheets(path)
            verb, *arguments = json.loads(line)
            answer = {"answer": getattr(sheets, verb)(*arguments)}
        except UnreadableFile as error:
            answer = {"error": type(error).__name__, "facts": error.facts}
        except MemoryError:
            os._exit(OUT_OF_MEMORY_CODE)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def end_with(lifeline: int) -> None:
    """Have the kernel send a signal when the other end is closed, and leave it at what it does by itself: it ends us.

    The kernel's own notice of a parent's death comes with the end of the thread that has begun the process.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit()


def limit_resources() -> None:
    """Take from this process what no reader needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def allow_seconds(seconds: int) -> None:
    """Allow so much work from now on; whoever works longer is ended by the kernel."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
