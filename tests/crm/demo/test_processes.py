import os
import signal
import subprocess
import sys
import time

import pytest

from crm.demo.processes import Process, restart_ended, stop
from crm.exceptions import ProcessEndedError

SLEEP = ["-c", "import time; time.sleep(60)"]
FAIL = ["-c", "raise SystemExit(3)"]
# Says so before it ends, one moment after it was asked to.
FINISH_FIRST = """
import os, signal, sys, time
def finish(*_):
    time.sleep(0.3)
    os.write(int(sys.argv[1]), b"finished")
    sys.exit()
signal.signal(signal.SIGTERM, finish)
os.write(int(sys.argv[1]), b"ready")
time.sleep(60)
"""
PARENT = """
from crm.demo.processes import Process
import sys, time
kept = int(sys.argv[1])
Process("child", ["-c", sys.argv[2], sys.argv[1]], kept=[kept]).start()
time.sleep(60)
"""


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def ended(process):
    while process._running.poll() is None:
        time.sleep(0.01)


def test_stop_of_what_was_never_started_does_nothing():
    process = Process("idler", SLEEP)

    stop([process])

    assert process._running is None


def test_stop_lets_a_process_finish_what_it_does(pipe):
    reading, writing = pipe
    process = Process("worker", ["-c", FINISH_FIRST, str(writing)], kept=[writing])
    process.start()
    assert os.read(reading, 100) == b"ready"

    stop([process])

    assert (os.read(reading, 100), process._running.returncode) == (b"finished", 0)


def test_running_process_is_not_restarted():
    process, said = Process("idler", SLEEP), []
    process.start()
    first = process._running.pid

    restart_ended([process], said.append)

    assert (process._running.pid, said) == (first, [])
    stop([process])


def test_ended_process_is_restarted_and_named():
    process, said = Process("idler", SLEEP, soon=0), []
    process.start()
    process._running.kill()
    ended(process)

    restart_ended([process], said.append)

    assert said == ["The idler has ended (exit code -9); it is started again."]
    assert process._running.poll() is None
    stop([process])


def test_process_that_fails_at_once_is_not_restarted():
    process = Process("failure", FAIL)
    process.start()
    ended(process)

    with pytest.raises(ProcessEndedError, match=r"The failure ended soon after its start \(exit code 3\)"):
        restart_ended([process], print)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a process that its parent has died")
def test_process_that_would_not_listen_is_killed_with_its_parent(pipe):
    reading, writing = pipe
    script = PARENT.replace("kept=[kept]", "kept=[kept], orphaned_by=9")
    with subprocess.Popen([sys.executable, "-c", script, str(writing), FINISH_FIRST], pass_fds=[writing]) as parent:
        assert os.read(reading, 100) == b"ready"

        parent.send_signal(signal.SIGKILL)
    os.set_blocking(reading, False)
    time.sleep(1)

    with pytest.raises(BlockingIOError):
        os.read(reading, 100)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a process that its parent has died")
def test_process_is_asked_to_end_when_its_parent_is_killed(pipe):
    reading, writing = pipe
    arguments = [sys.executable, "-c", PARENT, str(writing), FINISH_FIRST]
    with subprocess.Popen(arguments, pass_fds=[writing]) as parent:
        assert os.read(reading, 100) == b"ready"

        parent.send_signal(signal.SIGKILL)

    assert os.read(reading, 100) == b"finished"
