"""Analyses on several machines: a Dask cluster (https://distributed.dask.org) in place of this machine's processes.

An analysis is a pure function, so where it is done shows nowhere: the answers, and what the cache keeps, are the same
to the byte. Dask brings what clusters need, retries and the loss of machines included; here it is told what a batch is,
that a worker loads its models once, and that no article may stop the others.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from ..analysis import AnalysisSettings
from ..errors import BriefingError, ConfigError, Problem
from .engine import prepared
from .workers import Answer, Job, Limits, Work

BATCH = 12
Begin = Callable[[AnalysisSettings], Work]
_PATIENCE = 10.0  # seconds for a scheduler to answer, and to show a worker
_LOOK = 5.0  # seconds after which it is asked how many workers there are
_GONE = 60.0  # seconds without any worker after which there will be none: a nanny starts a new one in less
_PAUSE = 0.2  # seconds before what a worker lost on its way is asked again
_LEAST, _AHEAD = 32, 4  # batches that are on their way: at least, and for each thread of the workers
_US = "mkdocs-briefing"
_EXTRA = "pip install 'mkdocs-briefing[dask]'"
_KEPT = "what was analysed is kept; run it again"


class Cluster:
    """A cluster to work on: an existing one, by its scheduler's address, or one made of processes of this machine."""

    def __init__(self, scheduler: str = "", processes: int = 2, gone: float = _GONE) -> None:
        """Connect, or start; raises `ConfigError` in seconds when there is no such scheduler, or no worker.

        `gone` is after how many seconds without any worker a run is given up.
        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise ConfigError(Problem("", 0, "--engine dask: Dask is not installed", _EXTRA)) from None
        for name in list(logging.root.manager.loggerDict):  # what goes wrong is told in our words
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        self.scheduler, self.gone = scheduler or "a local cluster", gone
        self.local: Any = None
        self.client: Any = None
        self.plugin: Any = None
        try:
            if not scheduler:
                self.local = distributed.LocalCluster(
                    n_workers=processes, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )  # fmt: skip
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # other versions of Dask; what matters to us is looked at below
                self.client = distributed.Client(scheduler or self.local, timeout=_PATIENCE)
        except Exception as error:  # whatever is there instead, Dask tells in many ways
            self.close()
            what = f"--scheduler: {self.scheduler} does not answer: {' '.join(str(error).split())[:200]}"
            raise ConfigError(Problem("", 0, what, "start 'dask scheduler' there, or leave --engine out")) from None
        try:
            self.client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError):
            self.close()
            what = f"--scheduler: {self.scheduler} has no workers"
            raise ConfigError(Problem("", 0, what, f"start 'dask worker {self.scheduler}' somewhere")) from None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster as it was found; one of our own ends."""
        with suppress(OSError, TimeoutError, RuntimeError, ValueError):
            self._forget()
        for it in (self.client, self.local):
            if it is not None:
                with suppress(OSError, TimeoutError, RuntimeError):
                    it.close()

    def run(
        self, jobs: Sequence[Job], settings: AnalysisSettings, limits: Limits, begin: Begin = prepared
    ) -> Iterator[Answer]:
        """Yield an answer for each job, in their order, as `workers.run` does; `begin` makes what works, on a worker.

        Raises `ConfigError` when a worker has another version of this package or of its data, `BriefingError` when the
        cluster is lost; answers are yielded up to there.
        """
        expected = self._ready(settings, limits, begin)
        work = import_module(f"{__package__}.dask_worker").answers
        numbers = range(len(jobs))
        to_do: deque[Sequence[int]] = deque(numbers[at : at + BATCH] for at in range(0, len(jobs), BATCH))
        under_way: dict[Any, Sequence[int]] = {}
        done: SimpleQueue[Any] = SimpleQueue()
        found: dict[int, Answer] = {}
        room, looked, seen = 0, 0.0, time.monotonic()
        for next_ in numbers:
            while next_ not in found:
                if time.monotonic() - looked > _LOOK:
                    threads = self._threads()
                    looked = time.monotonic()
                    seen = looked if threads else seen
                    room = max(_LEAST, threads * _AHEAD)
                    if looked - seen > self.gone:
                        raise self._lost("has lost its workers")
                while to_do and len(under_way) < room:
                    batch = to_do.popleft()
                    future = self.client.submit(
                        work, self.plugin.name, expected, [jobs[number] for number in batch], pure=False, retries=1
                    )
                    under_way[future] = batch
                    future.add_done_callback(done.put)
                try:
                    future = done.get(timeout=_LOOK)
                except Empty:
                    continue
                batch = under_way.pop(future)
                answers = self._answers(future)
                if answers is not None:
                    found.update(zip(batch, answers, strict=True))
                elif len(batch) > 1:  # whether one of them is to blame shows when each is alone
                    to_do.extendleft((number,) for number in reversed(batch))
                else:
                    found[batch[0]] = "the workers that analysed it died"
            yield found.pop(next_)

    def _answers(self, future: Any) -> list[Answer] | None:
        """Return what a batch gave; None when it was lost with its workers."""
        if future.status == "error":
            return None
        if future.status != "finished":
            raise self._lost("does not answer any more")
        try:
            answers: list[Answer] | str = future.result()
        except Exception:  # it went with its worker before it could be fetched; Dask tells in many ways
            self._threads()
            return None
        if isinstance(answers, str):
            raise _other(answers)
        return answers

    def _threads(self) -> int:
        """Return how many batches the workers do at once; raises `BriefingError` when the scheduler is gone."""
        try:
            return sum(self.client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError, ValueError):
            raise self._lost("does not answer any more") from None

    def _lost(self, how: str) -> BriefingError:
        return BriefingError(Problem("", 0, f"--scheduler: {self.scheduler} {how}", _KEPT))

    def _ready(self, settings: AnalysisSettings, limits: Limits, begin: Begin) -> str:
        """Make all workers ready for these settings, also those that come later; return what identifies the analyses.

        Raises `ConfigError` where a worker would find something else than this machine.
        """
        expected = settings.fingerprint()
        if self.plugin is not None and (self.plugin.settings, self.plugin.limits, self.plugin.begin) == (
            settings, limits, begin,
        ):  # fmt: skip
            return expected
        end = time.monotonic() + self.gone
        while True:
            try:
                self._register(settings, limits, begin, expected)
            except (OSError, TimeoutError):  # a worker went in the middle of it; another may be on its way
                if time.monotonic() > end:
                    raise self._lost("has lost its workers") from None
                time.sleep(_PAUSE)
            else:
                return expected

    def _register(self, settings: AnalysisSettings, limits: Limits, begin: Begin, expected: str) -> None:
        """Make the workers that are there, and those that come, ready; `OSError` when one goes meanwhile."""
        self._forget()
        found = self.client.get_versions(packages=[_US])
        for who, theirs in [("scheduler", found["scheduler"]), *found["workers"].items()]:
            if theirs["packages"].get(_US) != found["client"]["packages"].get(_US):
                raise _other(who)
        there = import_module(f"{__package__}.dask_worker")
        self.plugin = there.Analysing(f"briefing-{uuid4().hex}", settings, limits, begin)
        try:
            self.client.register_plugin(self.plugin)
            identities = self.client.run(there.identity, self.plugin.name)
        except (ImportError, AttributeError, KeyError) as error:  # an analyser of another package that is not there
            if error.args == (self.plugin.name,):  # a worker that is on its way out has forgotten us
                raise TimeoutError from None
            raise _other(f"({error})") from None
        for who, identity in identities.items():
            if identity != expected:
                raise _other(who)

    def _forget(self) -> None:
        if self.plugin is not None:
            name, self.plugin = self.plugin.name, None
            with suppress(ValueError):  # the scheduler has not heard of it
                self.client.unregister_worker_plugin(name)


def _other(who: str) -> ConfigError:
    who = who if who == "scheduler" else f"worker {who}"
    what = f"--scheduler: the {who} has another version of mkdocs-briefing or of its data, or none"
    return ConfigError(Problem("", 0, what, "install the same there; --engine local works meanwhile"))
