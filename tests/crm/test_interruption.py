import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, signal, time
from crm.interruption import ended_by

class Deaf:
    # What is raised in here is printed and forgotten, and asked for again by nobody.
    def __del__(self):
        os.kill(os.getpid(), signal.{signal})
        time.sleep(0.1)

with ended_by(signal.SIGTERM, raising=lambda number: SystemExit(100 + number)):
    {block}
os.kill(os.getpid(), signal.SIGTERM)
print("in good order", flush=True)
"""


def outcome(block, signal="SIGTERM"):
    """Exit code and what was printed of a script with that block."""
    script = SCRIPT.format(block=block, signal=signal)
    ended = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=30
    )
    return ended.returncode, ended.stdout.decode()


def test_block_without_a_signal_ends_by_itself_and_what_follows_is_not_interrupted():
    assert outcome("pass") == (0, "in good order\n")


def test_signal_ends_the_block():
    assert outcome("os.kill(os.getpid(), signal.SIGTERM); time.sleep(20)") == (100 + signal.SIGTERM, "")


def test_signal_that_met_deaf_ears_is_repeated():
    assert outcome("Deaf(); time.sleep(20)") == (100 + signal.SIGTERM, "")


@pytest.mark.parametrize(
    "clean_up",
    [
        "time.sleep(3)",
        """
        try:
            {}["missing"]
        except KeyError:
            time.sleep(3)""",
    ],
)
def test_clean_up_takes_the_time_that_it_needs(clean_up):
    block = f"""
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        {clean_up}
        print("cleaned up", flush=True)"""

    assert outcome(block) == (100 + signal.SIGTERM, "cleaned up\n")


def test_signal_that_was_swallowed_is_repeated_after_its_handler():
    block = """
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except SystemExit:
        pass
    time.sleep(20)"""

    assert outcome(block) == (100 + signal.SIGTERM, "")


@pytest.mark.parametrize("other", ["SIGUSR1", "SIGHUP"])
def test_other_signals_are_left_alone(other):
    code, printed = outcome("Deaf(); time.sleep(20)", signal=other)

    assert (code, printed) == (-getattr(signal, other), "")
