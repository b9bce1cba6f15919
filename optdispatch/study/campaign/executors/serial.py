"""One point after the other, here."""

from collections.abc import Iterable, Iterator
from typing import Literal

from optdispatch.study.campaign.executor import Executor, Landed, Solve
from optdispatch.study.campaign.worker import Task


class Serial(Executor):
    """No workers."""

    kind: Literal["serial"] = "serial"

    def run(self, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """See `Executor.run`."""
        return ((task, solve(task)) for task in tasks)
