"""Threads of this process, for solvers that let others work meanwhile."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from pydantic import Field, PositiveInt

from optdispatch.study.campaign.executor import Executor, InFlight, Landed, Solve
from optdispatch.study.campaign.worker import Task


class Threads(Executor):
    """Some threads; HiGHS runs beside other threads, Python does not."""

    kind: Literal["threads"] = "threads"
    workers: PositiveInt = Field(
        default_factory=lambda: os.cpu_count() or 1, le=128, description="How many threads."
    )

    def run(self, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """See `Executor.run`."""
        pool = ThreadPoolExecutor(self.workers)
        try:
            yield from InFlight(2 * self.workers).run(pool, solve, tasks)
        finally:
            pool.shutdown(cancel_futures=True)
