"""The tables of a cash flow, as they are computed and as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from optdispatch.errors import InputError
from optdispatch.finance.metrics import Metrics
from optdispatch.finance.mode import Split
from optdispatch.finance.yearly import FloatArray


@dataclass(frozen=True)
class Statement:
    """Lines of years 0 … N, arrays of shape (N + 1,); money in is above zero. [currency]"""

    lines: Mapping[str, FloatArray]
    income_tax: FloatArray
    """Tax that is paid: below zero."""

    @cached_property
    def before_tax(self) -> FloatArray:
        """Sum of the lines."""
        total: FloatArray = np.sum(list(self.lines.values()), axis=0, dtype=np.float64)
        return total

    @cached_property
    def after_tax(self) -> FloatArray:
        """Sum of the lines and the tax."""
        return self.before_tax + self.income_tax


@dataclass(frozen=True)
class CashFlow:
    """A project's money, year by year."""

    project: Statement
    """Before financing."""
    equity: Statement
    """After the loan is drawn and served."""
    memo: Mapping[str, FloatArray]
    """What the lines were made from, and no flow: depreciation, balances. [currency]"""
    metrics: Metrics
    split: Split | None
    """Each party's flows, where the case names an investment mode."""

    def __post_init__(self) -> None:
        _ = self.columns  # a name that stands twice is found here, not when a table is shown

    @property
    def years(self) -> int:
        """N."""
        return self.project.before_tax.size - 1

    @cached_property
    def columns(self) -> dict[str, FloatArray]:
        """Every line of every table, in the order of reading."""
        loan = {n: flow for n, flow in self.equity.lines.items() if n not in self.project.lines}
        parties = self.split.flows if self.split else {}
        return joined(
            self.project.lines,
            _ends(self.project, "project"),
            loan,
            _ends(self.equity, "equity"),
            self.memo,
            {f"flow of {party}": flow for party, flow in parties.items()},
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a year, from year 0; one column a line. [currency]"""
        index = pd.RangeIndex(self.years + 1, name="year")
        return pd.DataFrame(self.columns, index=index)


def joined(*tables: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Join tables of lines.

    Raises `InputError` for a name that stands in two of them.
    """
    lines: dict[str, FloatArray] = {}
    for table in tables:
        for name in table:
            if name in lines:
                raise InputError(f"two lines of the cash flow are called {name!r}; rename one")
        lines |= table
    return lines


def _ends(statement: Statement, name: str) -> dict[str, FloatArray]:
    return {
        f"{name}_before_tax": statement.before_tax,
        f"{name}_income_tax": statement.income_tax,
        f"{name}_after_tax": statement.after_tax,
    }
