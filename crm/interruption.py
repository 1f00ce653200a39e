"""Ending a program in good order when a signal asks for it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

REPEAT_SECONDS = 2


@contextmanager
def ended_by(*signals: signal.Signals, raising: Callable[[signal.Signals], BaseException]) -> Iterator[None]:
    """Raise what `raising` makes of one of the signals in the block, again and again until the block ends.

    Once is not enough: an exception that meets a callback of the interpreter (a finaliser, a weak reference's) is
    printed and forgotten. What comes after the block is not interrupted any more. Only for the main thread.
    """

    def end(number: int, _: Any) -> None:
        nonlocal asked
        asked = asked or signal.Signals(number)
        signal.setitimer(signal.ITIMER_REAL, REPEAT_SECONDS)
        raise raising(asked)

    asked: signal.Signals | None = None
    for number in (*signals, signal.SIGALRM):
        signal.signal(number, end)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number in (*signals, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)
