"""Dispatch planning for batteries behind the meter.

>>> import optdispatch as od
>>> od.Tariff.load("china/jiangxi/2025-07").currency
'CNY'

A name is imported when it is first used, so that `optdispatch --help` waits for none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optdispatch.case import Case
    from optdispatch.case.metered import metered
    from optdispatch.case.sizing import Sizing
    from optdispatch.connection import Connection
    from optdispatch.errors import (
        CatalogError,
        CertificateError,
        Infeasible,
        InputError,
        MeterError,
        OptDispatchError,
        OutputError,
    )
    from optdispatch.horizon import Horizon, Ring
    from optdispatch.meter import MeterFile
    from optdispatch.program import dispatch, dispatch_many
    from optdispatch.rules.follow import follow
    from optdispatch.schedule import Schedule
    from optdispatch.study.election import Election, elect
    from optdispatch.study.evaluate import evaluate
    from optdispatch.study.outcome import Outcome
    from optdispatch.study.sizing import Sized, size
    from optdispatch.study.statement import Statement, itemise
    from optdispatch.tariff import Bill, Tariff

__all__ = [
    "Bill",
    "Case",
    "CatalogError",
    "CertificateError",
    "Connection",
    "Election",
    "Horizon",
    "Infeasible",
    "InputError",
    "MeterError",
    "MeterFile",
    "OptDispatchError",
    "Outcome",
    "OutputError",
    "Ring",
    "Schedule",
    "Sized",
    "Sizing",
    "Statement",
    "Tariff",
    "dispatch",
    "dispatch_many",
    "elect",
    "evaluate",
    "follow",
    "itemise",
    "metered",
    "size",
]

_HOMES = {
    "case": ("Case", "metered"),
    "case.sizing": ("Sizing",),
    "connection": ("Connection",),
    "errors": (
        "CatalogError",
        "CertificateError",
        "Infeasible",
        "InputError",
        "MeterError",
        "OptDispatchError",
        "OutputError",
    ),
    "horizon": ("Horizon", "Ring"),
    "meter": ("MeterFile",),
    "program": ("dispatch", "dispatch_many"),
    "rules": ("follow",),
    "schedule": ("Schedule",),
    "study": ("Election", "Outcome", "Statement", "elect", "evaluate", "itemise"),
    "study.sizing": ("Sized", "size"),
    "tariff": ("Bill", "Tariff"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
