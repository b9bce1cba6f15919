"""Dispatches that are found once and then kept, by all that they depend on.

A dispatch reads the site: its time, tariff, connection, assets and all else that is behind or at
the meter. It reads neither the words about the case, nor its rules, its ageing or its economics.
So it is one and the same for every case that agrees in the rest: cases that differ in a rate of
interest are told apart by nothing that a program sees. Whether two agree is not guessed from what
was changed; it is read off what there is, the bytes of the files that it reads included.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from optdispatch.asset import Free
from optdispatch.case import Case
from optdispatch.case.paths import NOT_OF_THE_SITE
from optdispatch.certificate import certify, refuse, size_cost
from optdispatch.nouns import Noun
from optdispatch.program import Planner
from optdispatch.schedule import Schedule
from optdispatch.study.files import contents

T = TypeVar("T")


@dataclass(frozen=True)
class Certified:
    """A way of running storage at the least cost, that checks what it finds."""

    plan: Planner = field(default_factory=Planner)

    def __call__(self, case: Case) -> Schedule:
        """Find the schedule that costs least, and check it.

        Raises `Infeasible` where there is none, `CertificateError` where a check fails.
        """
        schedule = self.plan(case)
        capital = 0.0
        if schedule.proof and any_free(case):
            sizes = schedule.proof.sizes
            capital, case = size_cost(case, sizes), case.sized(sizes)
        refuse(case.name, certify(case, schedule, capital))
        return schedule


def any_free(case: Case) -> bool:
    """Whether the program chooses a size."""
    return any(isinstance(getattr(a, f), Free) for a in case.assets for f in type(a).model_fields)


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What was found, by a text that says what for; only the `most` that were used last."""

    most: int = 128
    _there: OrderedDict[str, T] = field(default_factory=OrderedDict, init=False, repr=False)

    def found(self, key: str, find: Callable[[], T]) -> T:
        """What was found before, or is found now."""
        if key not in self._there:
            self._there[key] = find()
            while len(self._there) > self.most:
                self._there.popitem(last=False)
        self._there.move_to_end(key)
        return self._there[key]


@dataclass(frozen=True)
class Remembered:
    """A way of running storage that runs each case once."""

    run: Callable[[Case], Schedule] = field(default_factory=Certified)
    kept: Kept[Schedule] = field(default_factory=Kept)

    def __call__(self, case: Case) -> Schedule:
        """The schedule of the case, or of one that a program could not tell from it."""
        return self.kept.found(depends_on(case), lambda: self.run(case))


def depends_on(case: Case) -> str:
    """All of a case that its dispatch depends on, as text."""
    names = [name for name in type(case).model_fields if name not in NOT_OF_THE_SITE]
    read = {name: getattr(case, name) for name in names}
    files = contents(*read.values())
    return "\n".join(f"{name}: {_text(value)}" for name, value in (*read.items(), ("files", files)))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(_text, value))
    return value.model_dump_json() if isinstance(value, Noun) else repr(value)
