"""What a worker does: solve a point, and remember what may serve the next.

A plan travels as bytes. Each thread of each worker opens it once and has it alone, so what the
plan remembers needs no lock and is never sent back.
"""

import pickle
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import NamedTuple

from optdispatch.errors import InputError, OptDispatchError
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.keys import versions
from optdispatch.study.campaign.plan import Numbers, Plan

THREADS = 256
"""Plans that are kept open."""


class Task(NamedTuple):
    """A point to be solved."""

    number: int
    key: str
    point: Point


@dataclass(frozen=True)
class Found:
    """What a point comes to, or why it comes to nothing."""

    numbers: Numbers | None
    error: str | None
    seconds: float


@dataclass(frozen=True)
class Work:
    """A plan, packed; calling it solves a point of the plan."""

    made_by: tuple[tuple[str, str], ...]
    payload: bytes

    @classmethod
    def on(cls, plan: Plan) -> "Work":
        """Pack a plan."""
        return cls(tuple(versions().items()), pickle.dumps(plan))

    def __call__(self, task: Task) -> Found:
        """Solve a point. What goes wrong with it is an answer, not an error.

        Raises `InputError` where this worker has other versions than who asks.
        """
        _same(dict(self.made_by))
        begun = perf_counter()
        try:
            plan = _opened(self.payload, threading.get_ident())
            numbers, error = plan.numbers(plan.case(task.point)), None
        except Exception as failure:  # whatever it is, other points go on
            numbers, error = None, told(failure)
        return Found(numbers, error, perf_counter() - begun)


def told(failure: Exception) -> str:
    """An error in one line; what was not raised on purpose says its kind."""
    text = " ".join(str(failure).split())
    return text if isinstance(failure, OptDispatchError) else f"{type(failure).__name__}: {text}"


def forget() -> None:
    """Drop what the threads of this process have remembered."""
    _opened.cache_clear()


@lru_cache(maxsize=THREADS)
def _opened(payload: bytes, _thread: int) -> Plan:
    plan: Plan = pickle.loads(payload)  # noqa: S301 - it was packed by `Work.on`
    return plan


def _same(made_by: Mapping[str, str]) -> None:
    here = versions()
    for package, version in made_by.items():
        if here.get(package) != version:
            raise InputError(
                f"a worker has {package} {here.get(package)}, and {version} is asked for; "
                "install the same there"
            )
