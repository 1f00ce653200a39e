"""Ending a program in good order when a signal asks for it."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

REPEAT_SECONDS = 2


@contextmanager
def ended_by(*signals: signal.Signals, raising: Callable[[signal.Signals], BaseException]) -> Iterator[None]:
    """Raise what `raising` makes of one of the signals in the block, and again whenever that got lost.

    Once is not enough: an exception that meets a callback of the interpreter (a finaliser, a weak reference's) is
    printed and forgotten. While it is on its way, clean-up takes the time that it needs, and only another signal
    interrupts it. What comes after the block is not interrupted any more. Only for the main thread.
    """

    def end(number: int, _: Any) -> None:
        nonlocal asked
        asked = asked or signal.Signals(number)
        signal.setitimer(signal.ITIMER_REAL, REPEAT_SECONDS)
        if number == signal.SIGALRM and _is_on_its_way():
            return
        error = raising(asked)
        error.ends_block = True
        raise error

    asked: signal.Signals | None = None
    for number in (*signals, signal.SIGALRM):
        signal.signal(number, end)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in (*signals, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)


def _is_on_its_way() -> bool:
    """Whether the code that was interrupted handles our exception, or one that came up while ours was handled."""
    error = sys.exception()
    while error is not None:
        if hasattr(error, "ends_block"):
            return True
        error = error.__context__
    return False
