"""A lever: a name for what several fields of a case do together.

One file in `levers` is one lever, which says what it moves and where that may stand. It moves
what is there: numbers other than 0, or lists and tables of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from optdispatch.case import Case
from optdispatch.case.paths import read
from optdispatch.errors import InputError
from optdispatch.nouns import nearest

USUAL = (0.85, 1.15)


@dataclass(frozen=True)
class Lever:
    """What moves, by which factors it usually does, and the fields that may hold it."""

    description: str
    needs: str
    """What a case must give for it, for those that do not."""
    fields: Callable[[Case], Iterable[str]]
    """Paths at which a case may hold what it moves; some of them may be nowhere in the case."""
    steps: tuple[float, ...] = USUAL

    def paths(self, case: Case) -> tuple[str, ...]:
        """Fields that the lever moves in a case; none, if the case cannot bear it."""
        return tuple(path for path in self.fields(case) if _moves(_there(case, path)))


@cache
def levers() -> Mapping[str, Lever]:
    """Every lever by its name, which is that of its file.

    >>> levers()["loan_rate"].description
    'The rate of interest of the loan.'
    """
    package = import_module("optdispatch.study.levers")
    names = sorted(module.name for module in iter_modules(package.__path__))
    return {n: import_module(f"{package.__name__}.{n}").LEVER for n in names}


def lever(name: str) -> Lever:
    """Find a lever by its name.

    Raises `InputError` where there is none.
    """
    if name not in levers():
        raise InputError(f"no lever {name!r}; {nearest(name, levers())}")
    return levers()[name]


def scaled(value: Any, factor: float) -> Any:
    """A number, or each number of a list or a table, times a factor.

    >>> scaled({"peak": 0.5, "valley": 0.25}, 2), scaled((1.0, 3.0), 0.5), scaled(7.0, 1)
    ({'peak': 1.0, 'valley': 0.5}, (0.5, 1.5), 7.0)
    """
    if isinstance(value, Mapping):
        return {key: scaled(v, factor) for key, v in value.items()}
    if isinstance(value, tuple):
        return tuple(scaled(v, factor) for v in value)
    return factor * value


def is_scalable(value: Any) -> bool:
    """Whether a value is a number, or a list or table of nothing else."""
    if isinstance(value, Mapping):
        return bool(value) and all(map(is_scalable, value.values()))
    if isinstance(value, tuple):
        return bool(value) and all(map(is_scalable, value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _moves(value: Any) -> bool:
    """Whether a factor changes anything."""
    return is_scalable(value) and scaled(value, 2.0) != value


def _there(case: Case, path: str) -> Any:
    """What stands at a path; None where the case has nothing there."""
    try:
        return read(case, path)
    except InputError:
        return None
