"""The other end of the process that opens a workbook: asks it, and says in words why it has fallen over."""

import json
import os
import signal
import subprocess
import sys
import weakref
from pathlib import Path
from threading import Timer
from typing import Any

from contacts.importing import exceptions
from contacts.importing.exceptions import DamagedWorkbook, TooMuchMemory, TooMuchWork, UnreadableFile
from contacts.importing.limits import ANSWER_SECONDS, MEGABYTE, MEMORY, OUT_OF_MEMORY_CODE

PROJECT = Path(__file__).parents[3]
# What an allocation that fails, the kernel's own rescue from lack of memory, and Python's MemoryError end with.
OUT_OF_MEMORY = {-signal.SIGABRT, -signal.SIGKILL, OUT_OF_MEMORY_CODE}


class SheetsApart:
    """`xlsx.sheets.Sheets` of another process, which ends with this object or with this process."""

    def __init__(self, path: Path) -> None:
        lifeline, held = os.pipe()
        program = [sys.executable, "-m", "contacts.importing.xlsx", str(path.absolute()), str(lifeline)]
        try:
            self._process = subprocess.Popen(
                program,
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What it would say there may quote the file.
                stderr=subprocess.DEVNULL,
                pass_fds=[lifeline],
                start_new_session=True,
            )
        except OSError:
            os.close(held)
            raise
        finally:
            os.close(lifeline)
        self._end = weakref.finalize(self, _end, self._process, held)
        self._is_late = False

    def ask(self, verb: str, *arguments: int) -> Any:
        """What the method of `Sheets` gives. Raises UnreadableFile, also where the process has fallen over."""
        timer = Timer(ANSWER_SECONDS, self._give_up)
        timer.start()
        try:
            os.write(self._process.stdin.fileno(), json.dumps([verb, *arguments]).encode() + b"\n")
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            raise self._obituary()
        said = json.loads(line)
        if "error" in said:
            raise _refusal(said["error"], said["facts"])
        return said["answer"]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._end()

    def _give_up(self) -> None:
        self._is_late = True
        self._process.kill()

    def _obituary(self) -> UnreadableFile:
        code = self._process.wait()
        if self._is_late or code == -signal.SIGXCPU:
            return TooMuchWork()
        if code in OUT_OF_MEMORY:
            return TooMuchMemory(limit=MEMORY // MEGABYTE)
        return DamagedWorkbook()


def _refusal(name: str, facts: dict[str, Any]) -> UnreadableFile:
    return getattr(exceptions, name)(**facts)


def _end(process: subprocess.Popen[bytes], held: int) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        pipe.close()
    os.close(held)
