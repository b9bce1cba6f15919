"""Pyomo, loaded when somebody writes an equation.

A case can be read, and often be planned, without one. Whoever imports scipy or matplotlib after
Pyomo gets all of `scipy.stats` and `pyplot` with it, most of a second in each run of `plan`: what
Pyomo adds to the imports of others is taken back. Its hooks are not public, so where a version
has them differently nothing is changed, and the run only starts later.
"""

from importlib import import_module
from typing import Any, TypeAlias

UNASKED = ("scipy", "matplotlib")

Block: TypeAlias = Any
"""A block of Pyomo's, on which an asset writes its equations."""


class Pyomo:
    """`pyomo.environ`, imported at the first question."""

    def __getattr__(self, name: str) -> Any:
        self.__dict__[name] = there = getattr(_environ(), name)
        return there


def _environ() -> Any:
    environ = import_module("pyomo.environ")
    dependencies = import_module("pyomo.common.dependencies")
    finder: Any = getattr(dependencies, "DeferredImportCallbackFinder", None)
    hooks = getattr(finder, "_callbacks", {})
    for name in UNASKED:
        for deferred in hooks.get(name, ()):
            deferred._callback = None
    return environ


pyo = Pyomo()
"""Pyomo's names: `pyo.Var`, `pyo.Constraint`, `pyo.quicksum`."""
