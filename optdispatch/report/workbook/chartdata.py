"""The numbers that charts are drawn from, where no other sheet has them as a chart needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.chart import Reference

from optdispatch.report.site import is_typical, prices, soc
from optdispatch.report.workbook import look
from optdispatch.report.workbook.page import Page
from optdispatch.report.workbook.timeline import Line
from optdispatch.strategy import Strategy
from optdispatch.study import Outcome
from optdispatch.windows import clock

SHEET = "Chart data"
HEADS = {
    "time": "from",
    "price": "price, {}/kWh",
    "without": "without storage, kW",
    "grid": "with storage, kW",
    "storage": "storage, kW",
    "soc": "state of charge",
}
KINDS = {"price": "price", "soc": "capacity"}


@dataclass(frozen=True)
class Column:
    """Cells below each other."""

    column: int
    first: int
    rows: int

    def reference(self, book: Workbook) -> Reference:
        """As charts refer to them."""
        last = self.first + self.rows - 1
        sheet: Any = book[SHEET]
        return Reference(sheet, min_col=self.column, min_row=self.first, max_row=last)


@dataclass(frozen=True)
class Columns:
    """Abscissa and ordinate."""

    x: Column
    y: Column


@dataclass(frozen=True)
class DayColumns:
    """The example day."""

    title: str
    columns: dict[str, Column]
    per_hour: int

    def of(self, key: str) -> Column:
        """A column by its key in `HEADS`."""
        return self.columns[key]


class ChartData:
    """The sheet."""

    def __init__(self, book: Workbook) -> None:
        self.page = Page(book, SHEET, "Numbers of the charts")
        self.page.widths(*(16.0,) * 16)
        self._column = 1

    def capacity(self, start: Line, end: Line) -> Columns:
        """Capacity at the start and the end of each year, one point after the other."""
        x, y = [], []
        for t in range(1, start.last + 1):
            x += [float(t - 1), float(t)]
            y += [f"={start[t]}", f"={end[t]}"]
        return self._pair("capacity", x, y, "capacity")

    def replaced(self, end: Line, years: Sequence[int]) -> Columns:
        """Where cells are replaced."""
        y = [f"={end[t]}" for t in years]
        return self._pair("replaced", [float(t) for t in years], y, "capacity")

    def payback(self, cell: str) -> Columns:
        """Where the flow is paid back; nothing that a chart shows, if it never is."""
        return self._pair("payback", [f"=IF(ISNUMBER({cell}),{cell},NA())"], [0.0], "years")

    def day(self, outcome: Outcome) -> DayColumns | None:
        """The kind of day that most days are; None where the storage is never at work."""
        found = _example(outcome)
        if found is None:
            return None
        strategy, where = found
        horizon, best = outcome.case.horizon, outcome.optimum.schedule
        without, grid = outcome.ways[0].schedule, best.imported_kw - best.exported_kw
        level = soc(outcome.case, best)
        values: dict[str, Sequence[float | str]] = {
            "time": [clock(int(m)) for m in horizon.minute[where]],
            "price": prices(outcome.case, best).bought[where].tolist(),
            "without": (without.imported_kw - without.exported_kw)[where].tolist(),
            "grid": grid[where].tolist(),
            "storage": (best.storage_kw[where] + 0.0).tolist(),
            "soc": np.nan_to_num(level[where]).tolist(),
        }
        columns = {
            key: self._write(HEADS[key].format(outcome.currency), cells, KINDS.get(key, "power"))
            for key, cells in values.items()
        }
        return DayColumns(strategy.label, columns, round(1 / horizon.hours))

    def _pair(
        self, name: str, x: Sequence[float | str], y: Sequence[float | str], kind: str
    ) -> Columns:
        return Columns(self._write(f"{name}: year", x, "years"), self._write(name, y, kind))

    def _write(self, head: str, cells: Sequence[float | str], kind: str) -> Column:
        page, first = self.page, 4
        page.row = first - 1
        page.heading([head], self._column, lines=2)
        for n, value in enumerate(cells):
            page.row = first + n
            if isinstance(value, str) and not value.startswith("="):
                page.text(self._column, value).alignment = look.RIGHT
            else:
                page.put(self._column, value, kind)
        self._column += 1
        return Column(self._column - 1, first, len(cells))


def _example(outcome: Outcome) -> tuple[Strategy, slice] | None:
    """The kind of day that most days are; of real days, the one with the largest margin."""
    horizon = outcome.case.horizon
    days = zip(outcome.strategies, (where for _, where in horizon.dates), strict=True)
    at_work = [(s, where) for s, where in days if s.operating and s.cycles]
    if not at_work or not outcome.case.storages:
        return None
    if is_typical(horizon):
        return max(at_work, key=lambda day: (day[0].days, day[0].margin))
    return max(at_work, key=lambda day: day[0].margin)
