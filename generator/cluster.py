"""Analyses on several machines: a Dask cluster (https://distributed.dask.org) in place of this machine's processes.

An analysis is a pure function, so where it is done shows nowhere: the answers, and what the cache keeps, are the same
to the byte. Dask brings what clusters need, retries and the loss of machines included; here it is told what a batch is,
that a worker loads its models once, and that no article may stop the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from .analysis import AnalysisSettings
from .engine import prepared
from .errors import ConfigError, Problem
from .workers import Answer, Job, Limits, guarded

BATCH = 12
BatchWork = Callable[[str, list[Job], Limits], list[Answer]]
_PATIENCE = 10.0  # seconds for a scheduler to answer, and to show a worker
_LOST = "the process that worked on it died or hung"
_SILENT = 4  # times in a row that nothing at all comes back
_HANG = 3  # times the limit of an article's processor time in which some batch has to come back
_EXTRA = "pip install 'mkdocs-briefing[dask]'"


class Cluster:
    """A cluster to work on: an existing one, by its scheduler's address, or one made of processes of this machine."""

    def __init__(self, scheduler: str = "", processes: int = 2) -> None:
        """Connect, or start; raises `ConfigError` in seconds when there is no such scheduler, or no worker."""
        try:
            dask: Any = import_module("dask")
            distributed: Any = import_module("distributed")
        except ImportError:
            raise ConfigError(Problem("", 0, "--engine dask: Dask is not installed", _EXTRA)) from None
        for name in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told in our words
        # A worker that dies takes its batch with it; whether an article was to blame shows when it is alone.
        dask.config.set({"distributed.scheduler.allowed-failures": 1})
        self.local: Any = None
        try:
            if not scheduler:
                self.local = distributed.LocalCluster(
                    n_workers=processes, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
                )
            self.client: Any = distributed.Client(scheduler or self.local, timeout=_PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            self._close()
            what = (
                f"--scheduler: {scheduler or 'a local cluster'} does not answer: {' '.join(str(error).split())[:200]}"
            )
            raise ConfigError(Problem("", 0, what, "start 'dask scheduler' there, or leave --engine out")) from None
        try:
            self.client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError):
            self.close()
            what = f"--scheduler: {scheduler} has no workers"
            raise ConfigError(Problem("", 0, what, f"start 'dask worker {scheduler} --nthreads 1' somewhere")) from None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; one of our own ends."""
        with suppress(OSError, TimeoutError, RuntimeError):
            self.client.close()
        self._close()

    def _close(self) -> None:
        if self.local is not None:
            with suppress(OSError, TimeoutError, RuntimeError):
                self.local.close()

    def run(
        self, jobs: Sequence[Job], settings: AnalysisSettings, limits: Limits, work: BatchWork | None = None
    ) -> Iterator[Answer]:
        """Yield an answer for each job, in their order, as `workers.run` does; `work` does a batch, on a worker.

        Raises `ConfigError` when a worker has another version of this package or of its data.
        """
        wait: Any = import_module("distributed").wait
        name = settings.fingerprint()
        self.client.register_plugin(_models(name, settings))
        self._agreed(settings, name)
        numbers = range(len(jobs))

        def submit(batch: Sequence[int]) -> Any:
            return self.client.submit(
                work or _work, name, [jobs[number] for number in batch], limits, pure=False, retries=1
            )

        waiting = {
            submit(numbers[at : at + BATCH]): tuple(numbers[at : at + BATCH]) for at in range(0, len(jobs), BATCH)
        }
        found: dict[int, Answer] = {}
        next_, silent = 0, 0
        while waiting:
            try:
                done = wait(list(waiting), timeout=limits.seconds * _HANG, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                silent += 1
                if silent > _SILENT:  # not even its restarted workers give anything: the rest is lost
                    found.update((number, _LOST) for batch in waiting.values() for number in batch)
                    self.client.cancel(list(waiting))
                    break
                done = self._stuck(waiting)
            silent = silent if not done else 0
            for future in done:
                batch = waiting.pop(future)
                answers = self._answers(future, len(batch))
                if answers is not None:
                    found.update(zip(batch, answers, strict=True))
                elif len(batch) == 1:
                    found[batch[0]] = _LOST
                else:
                    for number in batch:
                        waiting[submit((number,))] = (number,)
            while next_ in found:
                yield found.pop(next_)
                next_ += 1
        for number in range(next_, len(jobs)):
            yield found[number]

    @staticmethod
    def _answers(future: Any, size: int) -> list[Answer] | None:
        """Return what a batch gave; None when it was lost with its worker."""
        if future.status != "finished":
            return None
        answers: list[Answer] = future.result()
        return answers if len(answers) == size else None

    def _stuck(self, waiting: dict[Any, tuple[int, ...]]) -> list[Any]:
        """Restart the workers that give nothing any more; return what they had in hand."""
        by_key = {future.key: future for future in waiting}
        busy = {address: keys for address, keys in self.client.processing().items() if keys}
        stuck = [by_key[key] for keys in busy.values() for key in keys if key in by_key]
        self.client.cancel(stuck)
        with suppress(OSError, TimeoutError, ValueError):
            self.client.restart_workers(list(busy), timeout=_PATIENCE, raise_for_error=False)
        return stuck

    def _agreed(self, settings: AnalysisSettings, name: str) -> None:
        for address, theirs in self.client.run(_identity, settings).items():
            if theirs != name:
                what = f"--scheduler: the worker {address} has another version of mkdocs-briefing or of its data"
                raise ConfigError(Problem("", 0, what, "install the same there; --engine local works meanwhile"))


def _models(name: str, settings: AnalysisSettings) -> Any:
    """Return what makes every worker, also one that comes later, ready to analyse with these settings."""
    base: Any = import_module("distributed").WorkerPlugin

    class Models(base):  # type: ignore[misc]
        def setup(self, worker: Any) -> None:
            worker.briefing_settings = {name: settings}

    plugin: Any = Models()
    plugin.name = f"briefing-{name}"
    return plugin


def _identity(settings: AnalysisSettings) -> str:
    """Return what identifies the analyses of these settings on a worker: its own code and data."""
    return settings.fingerprint()


def _work(name: str, jobs: list[Job], limits: Limits) -> list[Answer]:
    """Return the answers for a batch, on a worker."""
    worker: Any = import_module("distributed").get_worker()
    work = prepared(worker.briefing_settings[name])
    return [guarded(work, job, limits) for job in jobs]
