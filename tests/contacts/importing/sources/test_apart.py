"""The process that opens a workbook, and what is said when it falls over."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contacts.importing.exceptions import DamagedWorkbook, TooMuchMemory, TooMuchWork
from contacts.importing.sources import apart
from contacts.importing.sources.apart import PROJECT, SheetsApart
from tests.workbooks import pack, parts

SECONDS = 30
BEGIN = "from contacts.importing.xlsx.__main__ import allow_seconds, limit_resources; limit_resources(); "
HOLD = """
import sys, time
from pathlib import Path
from contacts.importing.sources.apart import SheetsApart
sheets = SheetsApart(Path(sys.argv[1]))
print(sheets._process.pid, flush=True)
sheets.ask("visible")
"""


@pytest.fixture
def sheets(tmp_path):
    """A small workbook, opened."""
    opened = SheetsApart(pack(tmp_path / "people.xlsx", parts()))
    opened.ask("visible")
    yield opened
    opened.close()


@pytest.fixture
def endless(tmp_path):
    """A file at which whoever reads it waits for ever."""
    path = tmp_path / "endless"
    os.mkfifo(path)
    return path


def run(statement):
    return subprocess.run([sys.executable, "-c", BEGIN + statement], cwd=PROJECT, capture_output=True, timeout=SECONDS)


def wait_for_end(pid):
    deadline = time.monotonic() + SECONDS
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (signal.SIGKILL, TooMuchMemory),
        (signal.SIGABRT, TooMuchMemory),
        (signal.SIGXCPU, TooMuchWork),
        (signal.SIGSEGV, DamagedWorkbook),
    ],
)
def test_process_that_falls_over_is_a_refusal_in_words(sheets, number, refusal):
    os.kill(sheets._process.pid, number)

    with pytest.raises(refusal):
        sheets.ask("take", 0)
    with pytest.raises(refusal):
        sheets.ask("take", 0)


def test_process_that_does_not_answer_in_time_is_ended(endless, monkeypatch):
    monkeypatch.setattr(apart, "ANSWER_SECONDS", 0.2)
    sheets = SheetsApart(endless)

    with pytest.raises(TooMuchWork):
        sheets.ask("visible")

    sheets.close()


def test_process_ends_with_the_one_who_asks(sheets):
    pid = sheets._process.pid

    sheets.close()
    sheets.close()

    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends with its input")
def test_process_ends_with_a_killed_parent_whatever_it_is_doing(endless):
    parent = subprocess.Popen([sys.executable, "-c", HOLD, str(endless)], cwd=PROJECT, stdout=subprocess.PIPE)
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    wait_for_end(pid)


def test_process_has_bounded_memory():
    assert b"MemoryError" in run("bytearray(2 << 30)").stderr


def test_process_has_bounded_time():
    assert run("allow_seconds(1)\nwhile True: pass").returncode == -signal.SIGXCPU


def test_process_writes_no_files(tmp_path):
    path = tmp_path / "written"

    assert b"File too large" in run(f"open({str(path)!r}, 'w', buffering=1).write('x\\n')").stderr


def test_process_knows_no_django():
    modules = (
        "import contacts.importing.xlsx.sheets, sys; print('django' in sys.modules, 'phonenumbers' in sys.modules)"
    )

    assert run(modules).stdout.split() == [b"False", b"False"]
