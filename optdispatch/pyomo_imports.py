"""Keep Pyomo from importing what nobody asked for.

Whoever imports scipy or matplotlib after Pyomo gets all of `scipy.stats` and `pyplot` with it,
most of a second in each run of `plan`. The hooks are not public, so where a version of Pyomo has
them differently nothing is changed, and the run only starts later.
"""

from typing import Any

from pyomo.common import dependencies

UNASKED = ("scipy", "matplotlib")


def lighten() -> None:
    """Take back the imports that Pyomo adds to those of others."""
    finder: Any = getattr(dependencies, "DeferredImportCallbackFinder", None)
    hooks = getattr(finder, "_callbacks", {})
    for name in UNASKED:
        for deferred in hooks.get(name, ()):
            deferred._callback = None
