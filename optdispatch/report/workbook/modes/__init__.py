"""Investment modes as formulas: one file is one kind, as in `optdispatch.finance.modes`.

A kind that has no file here is shown by its values.
"""

from importlib import import_module
from pkgutil import iter_modules

from optdispatch.finance import Mode
from optdispatch.report.workbook.modes._terms import Shared, Table

__all__ = ["Shared", "Table", "share"]


def share(table: Table, mode: Mode) -> Shared | None:
    """Write the lines of a mode; None where its kind has no formulas."""
    kind: str = mode.kind  # type: ignore[attr-defined]
    if kind not in {module.name for module in iter_modules(__path__)}:
        return None
    shared: Shared = import_module(f"{__name__}.{kind}").share(table, mode)
    return shared
