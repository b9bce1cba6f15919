"""Run a plan: what is known is taken from the store, the rest is solved and kept as it comes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from optdispatch.errors import InputError
from optdispatch.study.campaign.executor import Executor
from optdispatch.study.campaign.executors.serial import Serial
from optdispatch.study.campaign.keys import digest, key
from optdispatch.study.campaign.plan import Plan
from optdispatch.study.campaign.store import Store
from optdispatch.study.campaign.worker import Found, Task, Work, forget, told


@dataclass
class Ran:
    """How far a run has come."""

    total: int
    """Points of the plan."""
    known: int = 0
    """Points that the store knew before, or another point has answered."""
    solved: int = 0
    """Points that were solved in this run, those that failed among them."""
    failed: int = 0
    """Points that came to an error in this run."""
    _begun: float = field(default_factory=monotonic, repr=False)

    @property
    def done(self) -> int:
        """Points whose answer is in the store."""
        return self.known + self.solved

    @property
    def seconds(self) -> float:
        """Since the run began. [s]"""
        return monotonic() - self._begun

    @property
    def per_second(self) -> float:
        """Points that are solved in a second. [1/s]"""
        return self.solved / self.seconds if self.seconds > 0 else 0.0

    @property
    def left_seconds(self) -> float | None:
        """How long the rest takes at this rate; None: nothing tells. [s]"""
        rate = self.per_second
        return (self.total - self.done) / rate if rate > 0 else None


def run(
    plan: Plan,
    store: Store,
    executor: Executor | None = None,
    progress: Callable[[Ran], None] = lambda _: None,
    again: bool = False,
) -> Ran:
    """Solve every point of a plan that the store does not know, and keep each as it comes.

    `again` also solves those points that have failed before. Raises `InputError` where an
    executor cannot work; what was found until then is in the store.
    """
    solve = Work.on(plan)
    ran = Ran(len(plan))
    study = store.begin(plan, type(executor or Serial()).__name__)
    if again:
        store.forgive(study)
    flying: set[str] = set()
    try:
        tasks = _unknown(plan, store, study, ran, flying)
        for task, found in (executor or Serial()).run(solve, tasks):
            store.keep(task.key, found, study)
            flying.discard(task.key)
            ran.solved += 1
            ran.failed += found.error is not None
            progress(ran)
    finally:
        forget()
    progress(ran)
    return ran


def _unknown(plan: Plan, store: Store, study: int, ran: Ran, flying: set[str]) -> Iterator[Task]:
    """Points that have no answer yet and that nobody is at; all of them take their places."""
    for number, point in enumerate(plan.points()):
        try:
            name, found = key(plan.case(point), plan.asks), None
        except InputError as error:
            # There is no case at this point, so it goes by what it was to be made from.
            name = digest({"plan": plan.key, "point": point})
            found = Found(None, told(error), 0.0)
        store.place(study, number, name, point)
        if name in flying or store.knows(name):
            ran.known += 1
        elif found:
            store.keep(name, found, study)
            ran.solved += 1
            ran.failed += 1
        else:
            flying.add(name)
            yield Task(number, name, point)
