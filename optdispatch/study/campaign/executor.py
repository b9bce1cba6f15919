"""Who solves the points of a plan."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from concurrent.futures import Executor as Pool
from typing import TypeAlias

from optdispatch.errors import OptDispatchError
from optdispatch.nouns import Noun
from optdispatch.study.campaign.worker import Found, Task, told

Solve: TypeAlias = Callable[[Task], Found]
Landed: TypeAlias = tuple[Task, Found]


class Executor(Noun):
    """A way to have tasks done; it takes them as it can do them, and yields as they are done."""

    @abstractmethod
    def run(self, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """Each task and what it comes to, in any order."""


class InFlight:
    """Tasks that a pool has been given and that have not come back; never more than `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.tasks: dict[int, Task] = {}
        """By their numbers; those of a pool that broke are still here."""

    def run(self, pool: Pool, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """Give the pool tasks, and yield what comes back."""
        futures: dict[Future[Found], Task] = {}
        for task in tasks:
            self.tasks[task.number] = task
            futures[pool.submit(solve, task)] = task
            if len(futures) >= self.most:
                yield from self._landed(futures)
        while futures:
            yield from self._landed(futures)

    def _landed(self, futures: dict[Future[Found], Task]) -> Iterator[Landed]:
        done, _ = wait(futures, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda f: futures[f].number):
            found = _found(future)
            task = futures.pop(future)
            del self.tasks[task.number]
            yield task, found


def _found(future: Future[Found]) -> Found:
    """What came back; a point that its worker could not survive has failed.

    Raises what says that there is nobody left to work.
    """
    try:
        return future.result()
    except (BrokenExecutor, CancelledError, OptDispatchError):
        raise
    except Exception as failure:
        return Found(None, told(failure), 0.0)
