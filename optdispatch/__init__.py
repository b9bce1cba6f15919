"""Dispatch planning for batteries behind the meter.

>>> import optdispatch as od
>>> od.Tariff.load("china/jiangxi/2025-07").currency
'CNY'
"""

from optdispatch.case import Case
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
from optdispatch.program import dispatch
from optdispatch.rules import follow
from optdispatch.schedule import Schedule
from optdispatch.study import Outcome, evaluate
from optdispatch.tariff import Bill, Tariff

__all__ = [
    "Bill",
    "Case",
    "CatalogError",
    "CertificateError",
    "Connection",
    "Horizon",
    "Infeasible",
    "InputError",
    "MeterError",
    "OptDispatchError",
    "Outcome",
    "OutputError",
    "Ring",
    "Schedule",
    "Tariff",
    "dispatch",
    "evaluate",
    "follow",
]
