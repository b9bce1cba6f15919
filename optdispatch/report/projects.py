"""The life and the money of a way, as tables: what every form of the report reads."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from optdispatch.finance import CashFlow, Statement, Worth
from optdispatch.horizon import FloatArray
from optdispatch.study import OPTIMUM, Outcome
from optdispatch.study.project import Project

DIGITS = 6


def best(outcome: Outcome) -> Project | None:
    """The project of the optimum, where the case asks for one."""
    return outcome.projects.get(OPTIMUM)


def worths(cash: CashFlow) -> dict[str, Worth]:
    """The flows that are judged, by what they are called."""
    metrics = cash.metrics
    named = {
        "project, before tax": metrics.project_before_tax,
        "project, after tax": metrics.project_after_tax,
    }
    if cash.equity.lines.keys() != cash.project.lines.keys():
        named |= {
            "equity, before tax": metrics.equity_before_tax,
            "equity, after tax": metrics.equity_after_tax,
        }
    return named | {f"{party}, before tax": worth for party, worth in metrics.parties.items()}


def statement_table(statement: Statement) -> dict[str, FloatArray]:
    """Lines of a statement that hold anything, and its ends; each of shape (N + 1,)."""
    lines = {name: flow for name, flow in statement.lines.items() if np.any(flow)}
    ends = {"before tax": statement.before_tax}
    if np.any(statement.income_tax):
        ends |= {"income tax": statement.income_tax, "after tax": statement.after_tax}
    return lines | ends


def lifetime_frame(outcome: Outcome) -> pd.DataFrame:
    """The lifetime of every way, one row a way and year, as `lifetime.csv` has it."""
    return _by_way({name: p.lifetime.to_frame() for name, p in outcome.projects.items()})


def cash_flow_frame(outcome: Outcome) -> pd.DataFrame:
    """The cash flow of every way, one row a way and year, as `cashflow.csv` has it."""
    return _by_way({name: p.cash.to_frame() for name, p in outcome.projects.items() if p.cash})


def _by_way(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    frames = [table.reset_index().assign(way=name) for name, table in tables.items()]
    if not frames:
        return pd.DataFrame()
    joined = pd.concat(frames, ignore_index=True)
    numbers = joined.select_dtypes("float").columns
    joined[numbers] = joined[numbers].round(DIGITS) + 0.0
    return joined[["way", *(name for name in joined.columns if name != "way")]]
