"""Work shared out to copies of this process: what is loaded need not be sent, and answers come in their order.

For work that goes wrong rarely and can be done again: what a copy cannot do, because it fails or because the system has
ended it, is done here, so that an error is this process's own. (`workers` is for what may hang, or eat all memory.)
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from .workers import available, die_with_parent

T = TypeVar("T")
WORTH_IT = 160
"""With fewer tasks, small ones, copies cost more than they save."""
_CHUNK = 24
_work: Callable[[int], Any] | None = None  # what the copies do; they have it because they are copies
_records: list[tuple[str, int, str]] = []


def in_order(work: Callable[[int], T], count: int, jobs: int | str = "auto", least: int = WORTH_IT) -> Iterator[T]:
    """Yield `work(0)`, `work(1)`, … for so many numbers, done by up to `jobs` copies of this process (`auto`: cores).

    What `work` logs is logged here, in the same order. All is done here where a copy would not be safe (beside other
    threads, whose locks it would inherit; not on Linux), and for fewer than `least` tasks.
    """
    processes = min(available() if jobs == "auto" else int(jobs), available())
    alone = processes < 2 or count < least or threading.active_count() > 1 or not sys.platform.startswith("linux")
    done = 0
    if not alone:
        for (value,) in _forked(work, count, processes):
            yield value
            done += 1
    for number in range(done, count):
        yield work(number)


def _forked(work: Callable[[int], T], count: int, processes: int) -> Iterator[tuple[T]]:
    """Yield the answers, in order, as long as there are copies."""
    global _work
    _work = work
    gc.freeze()  # copies look for garbage in what they have made themselves, and share the rest
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _begin)
    try:
        answers = pool.map(_do, range(count), chunksize=max(1, min(_CHUNK, count // (4 * processes))))
        for number in range(count):
            try:
                answer = next(answers)
            except BrokenProcessPool:
                return
            if answer is None:
                yield (work(number),)
                continue
            for name, level, message in answer[1]:
                logging.getLogger(name).log(level, "%s", message)
            yield (answer[0],)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()
        _work = None


def _begin() -> None:
    """Make a copy ready: it tells nobody anything itself, and ends with the process that it is a copy of."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    for logger in (logging.getLogger(), *logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    logging.getLogger().addHandler(_Collected())


class _Collected(logging.Handler):
    """Collects what is to be logged by the main process."""

    def emit(self, record: logging.LogRecord) -> None:
        _records.append((record.name, record.levelno, record.getMessage()))


def _do(number: int) -> tuple[Any, list[tuple[str, int, str]]] | None:
    """Return the answer to one task with what there was to log; None where it failed."""
    assert _work is not None
    _records.clear()
    try:
        return _work(number), list(_records)
    except Exception:  # the main process meets it again, and says what it is
        return None
