"""The processes that analyse: work in batches, answers in order, and no article that can stop the others.

`concurrent.futures` gives up all work when one process dies, and waits for ever for one that hangs. Here each process
tells every answer, so it is known at which article it stopped: that one is reported, and a new process goes on.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from ..text.deadline import Overdue, deadline

Job = tuple[str, str, str]
"""Title, body and language of an article."""
Answer = bytes | str
"""What was found, or the reason why nothing was."""
Work = Callable[[str, str, str], Answer]
BATCH = 12
_PR_SET_PDEATHSIG = 1
_TRIES = 2  # a process may die for no fault of its article (the system was short of memory)
_STILLBORN = 3  # after so many processes that died before their first answer, there are to be no more
_GRACE = 2.0  # seconds of processor time that work may use which no exception can interrupt
_LOADING = 120.0  # seconds in which a process has to be ready: a busy machine loads slowly
_PATIENCE = 3  # times the limit of processor time, by the clock: it sleeps, or waits for something that never comes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article may cost."""

    seconds: float = 120
    """Processor time."""
    megabytes: int = 2048
    """Memory that a process may use beyond what it has at its start; 0 for no limit."""


def available() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def guarded(work: Work, job: Job, limits: Limits) -> Answer:
    """Return the answer of `work`, or why there is none: one article must not cost the others."""
    try:
        with deadline(limits.seconds):
            return work(*job)
    except (Overdue, MemoryError) as error:
        return _too_much(error, limits)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _too_much(error: BaseException | None, limits: Limits) -> str:
    if isinstance(error, MemoryError):
        return f"it needs more than {limits.megabytes} MB of memory (analysis_memory)"
    return f"it takes more than {limits.seconds:g} seconds (analysis_seconds)"


def run(
    jobs: Sequence[Job], begin: Callable[[], Work], processes: int, limits: Limits, batch: int = BATCH
) -> Iterator[Answer]:
    """Yield an answer for each job, in their order; `begin` is called once in each process and gives what works."""
    crew = Crew(begin, processes, limits)
    try:
        yield from crew.answers(jobs, batch)
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    line: Connection
    batch: deque[int]
    since: float
    ready: bool = False


class Crew:
    """Processes that stay from one lot of jobs to the next, and what each of them has in hand."""

    def __init__(
        self, begin: Callable[[], Work], processes: int, limits: Limits, method: Literal["spawn"] | None = None
    ) -> None:
        """Take what is called once in each process; none is started before there is work.

        `method` is how processes are started: None is the system's usual way, which may be a fork. A fork shares what
        is loaded already; it is for a process whose threads are known, and ours has none beside the main one.
        """
        self.begin, self.processes, self.limits = begin, processes, limits
        self.jobs: Sequence[Job] = ()
        self.waiting: deque[deque[int]] = deque()
        self.size = 0
        self.workers: list[_Worker] = []
        self.found: dict[int, Answer] = {}
        self.tries: dict[int, int] = {}
        self.stillborn = 0
        self.context: Any = multiprocessing.get_context(method)

    def answers(self, jobs: Sequence[Job], batch: int = BATCH) -> Iterator[Answer]:
        """Yield an answer for each job, in their order. One lot at a time: the one before must be at its end."""
        numbers = range(len(jobs))
        self.jobs, self.found, self.tries = jobs, {}, {}
        self.waiting = deque(deque(numbers[at : at + batch]) for at in range(0, len(jobs), batch))
        self.size = min(self.processes, len(self.waiting))
        own: Work | None = None
        for number in numbers:
            while number not in self.found:
                self._staff()
                if self.workers:
                    self._listen()
                    continue
                own = own or self.begin()  # no process can be started here: the work is done in this one
                self.found[number] = guarded(own, self.jobs[number], self.limits)
            yield self.found.pop(number)

    def _staff(self) -> None:
        """Give work to whoever has none, and put new processes in the place of those that died."""
        for worker in self.workers:
            if not worker.batch:
                self._hand(worker)
        while self.waiting and len(self.workers) < self.size and self.stillborn < _STILLBORN:
            try:
                mine, theirs = self.context.Pipe()
                process = self.context.Process(target=_serve, args=(theirs, self.begin, self.limits), daemon=True)
                process.start()
            except OSError:
                self.stillborn += 1
                continue
            theirs.close()
            self.workers.append(_Worker(process, mine, deque(), time.monotonic()))
            self._hand(self.workers[-1])

    def _hand(self, worker: _Worker) -> None:
        worker.since = time.monotonic()
        if self.waiting:
            worker.batch = self.waiting.popleft()
            with suppress(OSError):  # it died; its line says so
                worker.line.send([self.jobs[number] for number in worker.batch])

    def _listen(self) -> None:
        now = time.monotonic()
        soonest = min((w.since + self._patience(w) - now for w in self.workers if w.batch), default=1.0)
        lines = {worker.line: worker for worker in self.workers}
        for line in wait(list(lines), timeout=max(soonest, 0.01)):
            worker = lines[line]  # type: ignore[index]
            try:
                answer: Answer | None = worker.line.recv()
            except (EOFError, OSError):
                self._died(worker)
                continue
            worker.ready, worker.since = True, time.monotonic()
            if answer is None:  # it has loaded what it needs
                continue
            self.found[worker.batch.popleft()] = answer
            if not worker.batch:
                self._hand(worker)
        for worker in [w for w in self.workers if w.batch and time.monotonic() - w.since > self._patience(w)]:
            self._died(worker, hangs=True)

    def _patience(self, worker: _Worker) -> float:
        patience = self.limits.seconds * _PATIENCE
        return patience if worker.ready else max(patience, _LOADING)

    def _died(self, worker: _Worker, hangs: bool = False) -> None:
        """Blame the article that it had in hand, and let others do what it had left to do."""
        self.workers.remove(worker)
        _end(worker, 0 if hangs else 5)
        if not worker.ready:
            self.stillborn += 1
        elif worker.batch:
            number = worker.batch.popleft()
            self.tries[number] = self.tries.get(number, 0) + 1
            code = worker.process.exitcode or 0
            if hangs or code == -getattr(signal, "SIGPROF", 0):
                self.found[number] = _too_much(None, self.limits)
            elif self.tries[number] >= _TRIES:
                how = f"signal {-code}" if code < 0 else f"exit status {code}"
                self.found[number] = f"the process that analysed it died ({how})"
            else:
                self.waiting.appendleft(deque([number]))
        if worker.batch:
            self.waiting.appendleft(worker.batch)

    def dismiss(self) -> None:
        """End all processes."""
        for worker in self.workers:
            _end(worker)
        self.workers = []


def _end(worker: _Worker, patience: float = 0) -> None:
    """End a process; it has nothing to save. `patience` is how long (seconds) it may take to die by itself."""
    with suppress(OSError):
        worker.line.close()
    if patience:
        worker.process.join(patience)
    worker.process.kill()
    worker.process.join()


def _serve(line: Connection, begin: Callable[[], Work], limits: Limits) -> None:
    """Answer batches until nobody is there any more; the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    with suppress(EOFError, OSError):
        work = begin()
        _bound(limits)
        line.send(None)
        while True:
            for job in line.recv():
                _arm(limits)
                line.send(guarded(work, job, limits))


def die_with_parent() -> None:
    """Let the system end this process with the one that began it, however that ends (Linux: prctl(2)).

    Its line alone would not tell it: processes that were begun later hold the other end of it, too.
    """
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _arm(limits: Limits) -> None:
    """Let the system end this process should one job take too long where Python cannot interrupt it (in C)."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, limits.seconds + min(_GRACE, limits.seconds))


def _bound(limits: Limits) -> None:
    """Let more memory than is allowed be a `MemoryError`, where the system can do that (Linux)."""
    if not limits.megabytes or not sys.platform.startswith("linux"):
        return
    import resource

    with suppress(OSError, ValueError), open("/proc/self/status", encoding="ascii", errors="replace") as status:
        now = next(int(text.split()[1]) for text in status if text.startswith("VmData:")) * 1024
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = now + limits.megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), most))
