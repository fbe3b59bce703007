"""What a worker of a Dask cluster is told: to keep processes that analyse, and to give each batch to one of them.

The worker itself analyses nothing. So an article costs there what it may cost here, in time and in memory, and one that
kills or holds up its process takes neither the worker with it nor the batch: `workers` sees to that as it does here.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import Any

from distributed import WorkerPlugin, get_worker

from ..analysis import AnalysisSettings
from .workers import Answer, Crew, Job, Limits, Work


class Analysing(WorkerPlugin):
    """Kept by each worker, also by those that come later: what is loaded once, and used for batch after batch."""

    def __init__(
        self, name: str, settings: AnalysisSettings, limits: Limits, begin: Callable[[AnalysisSettings], Work]
    ) -> None:
        """Take a name that no other plugin of the cluster has, and what makes the work of the settings."""
        self.name, self.settings, self.limits, self.begin = name, settings, limits, begin

    def setup(self, worker: Any) -> None:
        """Get ready in a worker; processes are started when there is work."""
        self.identity = self.settings.fingerprint()
        self.idle: list[Crew] = []
        self.lock = Lock()

    def teardown(self, worker: Any) -> None:
        """End the processes."""
        with self.lock:
            while self.idle:
                self.idle.pop().dismiss()

    def answers(self, jobs: Sequence[Job]) -> list[Answer]:
        """Return an answer for each job, by a process that no other thread of the worker uses meanwhile."""
        # Nannies start workers as daemons, which may have no children lest these stay behind; ours end by themselves.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        with self.lock:
            crew = self.idle.pop() if self.idle else None
        crew = crew or Crew(partial(self.begin, self.settings), 1, self.limits, "spawn")
        try:
            found = list(crew.answers(jobs))
        except BaseException:
            crew.dismiss()
            raise
        with self.lock:
            self.idle.append(crew)
        return found


def identity(name: str, dask_worker: Any) -> str:
    """Return what identifies the analyses of a worker: its own code and data under the given settings."""
    return str(dask_worker.plugins[name].identity)


def answers(name: str, expected: str, jobs: list[Job]) -> list[Answer] | str:
    """Return the answers for a batch; the worker's address where its analyses would not be `expected`."""
    worker: Any = get_worker()
    plugin: Analysing = worker.plugins[name]
    return plugin.answers(jobs) if plugin.identity == expected else str(worker.address)
