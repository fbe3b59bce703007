"""A limit of processor time for one piece of work: a text made to keep a parser busy costs seconds, not a build.

Processor time, not the clock's: how busy the machine is, decides nothing. Where the system cannot interrupt (Windows, a
thread beside the main one) there is no limit.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Overdue(BaseException):
    """The work took longer than it may; no ordinary exception, for parsers catch those and go on."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `Overdue` within the block when it has used `seconds` of processor time."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise Overdue(f"it takes more than {seconds:g} seconds")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.5)  # again, should it be caught all the same
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
