"""Processes on this machine; each remembers what it has found, and one that dies is replaced."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import get_context, parent_process
from typing import Literal

from pydantic import Field, PositiveInt

from optdispatch.errors import InputError
from optdispatch.study.campaign.executor import Executor, InFlight, Landed, Solve
from optdispatch.study.campaign.worker import Task

DEATHS = 3
"""Pools in a row that may break before any of their points is done."""


class Processes(Executor):
    """Some processes, started afresh so that they share nothing with this one."""

    kind: Literal["processes"] = "processes"
    workers: PositiveInt = Field(
        default_factory=lambda: os.cpu_count() or 1, le=1024, description="How many processes."
    )

    def run(self, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """See `Executor.run`.

        Raises `InputError` where processes die again and again.
        """
        deaths, left = 0, iter(tasks)
        flight = InFlight(2 * self.workers)
        while True:
            pool = ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=_begin)
            try:
                lost = sorted(flight.tasks.values())
                for landed in flight.run(pool, solve, chain(lost, left)):
                    deaths = 0
                    yield landed
            except BrokenProcessPool:
                deaths += 1
            else:
                return
            finally:
                pool.shutdown(cancel_futures=True)
            if deaths == DEATHS:
                numbers = ", ".join(map(str, sorted(flight.tasks)))
                raise InputError(
                    f"worker processes died {DEATHS} times over one of the points {numbers}; what "
                    "was found is kept; is there memory for so many workers?"
                )


def _begin() -> None:
    """Ctrl-C is the parent's matter, and nobody works on for a parent that has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave, daemon=True).start()


def _leave() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
