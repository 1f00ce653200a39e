import subprocess
import sys
import time
from contextlib import closing

import pytest

from crm.demo.claims import PROCESSES_LOCK, claim_processes
from crm.demo.predecessors import outlive_predecessor
from crm.exceptions import EarlierDemoStillRunningError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells who holds a lock")

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(60)
"""
READER = """
import sys, time
file = open(sys.argv[1])
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def deaf(tmp_path):
    """A process of an earlier demo that does not end."""
    with closing(claim_processes(tmp_path)) as lock:
        process = subprocess.Popen([sys.executable, "-c", DEAF], pass_fds=[lock.descriptor])
    yield process
    process.kill()
    process.wait()


def test_start_without_a_predecessor_does_not_wait(tmp_path):
    said = []

    outlive_predecessor(tmp_path, said.append).close()

    assert said == []


def test_predecessor_that_does_not_end_is_killed(tmp_path, deaf):
    said, begun = [], time.monotonic()

    outlive_predecessor(tmp_path, said.append, patience=1).close()

    assert said == ["Waiting for the processes of an earlier demo to end ..."]
    assert 1 < time.monotonic() - begun < 3
    assert deaf.wait(5) == -9


def test_program_that_only_reads_the_file_is_spared(tmp_path, deaf):
    arguments = [sys.executable, "-c", READER, str(tmp_path / PROCESSES_LOCK)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"ready\n"

        outlive_predecessor(tmp_path, print, patience=0.3).close()

        assert reader.poll() is None
        reader.kill()


def test_predecessor_that_cannot_be_killed_is_named(tmp_path, deaf, monkeypatch):
    # As where the system does not tell who it is.
    monkeypatch.setattr("crm.demo.predecessors.PROC", tmp_path)

    with pytest.raises(EarlierDemoStillRunningError) as refused:
        outlive_predecessor(tmp_path, print, patience=0.3)

    assert str(refused.value) == (
        f"Processes of an earlier demo on {tmp_path} are still running: end them, or name another folder in"
        " CRM_DATA_DIR."
    )
