"""What the storage does: in words by kind of day, and its power at each time of day."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.formatting import rule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from optdispatch.horizon import FloatArray
from optdispatch.report.daytypes import Group, grouped
from optdispatch.report.site import is_typical
from optdispatch.report.workbook import look
from optdispatch.report.workbook.page import Page, width
from optdispatch.strategy import Cycle, Strategy
from optdispatch.study import Outcome
from optdispatch.windows import clock

SHEET = "Dispatch"
HEADS = ("cycle", "charged kWh a day", "discharged kWh a day", "days", "{} a day", "{} a year")
WIDE = 31
"""Up to so many days stand beside each other; more stand one below the other."""
CHARGE, REST, DISCHARGE = "F4B183", "FFFFFF", "8FAADC"
COLUMNS = 6


def dispatch(book: Workbook, outcome: Outcome) -> None:
    """Write the sheet."""
    page = Page(
        book,
        SHEET,
        "Dispatch of the storage under the optimum",
        "Found by the program, not given to it. Discharge is above zero, charge below.",
    )
    page.row = 3
    strategies = [s for s in outcome.strategies if s.operating]
    if not outcome.case.storages or not strategies:
        page.text(1, "There is no storage at work in this case.")
        return
    if is_typical(outcome.case.horizon):
        _by_kind(page, outcome)
    else:
        _by_month(page, outcome, strategies)
    _power(page, outcome)


def _by_kind(page: Page, outcome: Outcome) -> None:
    """Kinds of day that are run alike, cycle by cycle."""
    heads = [head.format(outcome.currency) for head in HEADS]
    page.section("Windows, energy and margin by kind of day", COLUMNS)
    page.heading(["on days of", *heads[1:]], lines=2)
    for group in grouped(outcome.strategies):
        _group(page, group)
    rest = sum(s.days for s in outcome.strategies if not s.operating)
    if rest > 1e-9:
        page.text(1, "at rest")
        page.put(4, rest, "count")
        page.row += 1
    if outcome.case.tariff.peaks(outcome.case.horizon):
        page.note("What a day's energy saves; demand is on the sheet Bill.", COLUMNS)


def _group(page: Page, group: Group) -> None:
    """A row for the group, and one for each cycle."""
    margins = np.array(group.margins)
    days = np.array([s.days for s in group.strategies])
    page.text(1, group.title, look.STRONG, wrap=True)
    page.put(4, group.days, "count", look.STRONG)
    page.put(5, float(margins @ days) / group.days, "cents", look.STRONG)
    page.put(6, float(margins @ days), "money", look.STRONG)
    page.ruled(range(1, COLUMNS + 1))
    _tall(page, group.title)
    page.row += 1
    first = group.strategies[0]
    if group.peak:
        page.text(1, f"   {first}", look.SMALL, wrap=True)
        _tall(page, str(first))
        page.row += 1
        return
    for n, cycle in enumerate(first.cycles):
        alike = [s.cycles[n] for s in group.strategies]
        words = "   " + ", ".join(map(str, cycle.windows))
        page.text(1, words, look.SMALL, wrap=True)
        for column, charges in ((2, True), (3, False)):
            energy = np.array([_energy(c, charges=charges) for c in alike])
            page.put(column, float(energy @ days) / group.days, "energy", look.SMALL)
        margin = float(np.array([c.margin for c in alike]) @ days)
        page.put(5, margin / group.days, "cents", look.SMALL)
        page.put(6, margin, "money", look.SMALL)
        _tall(page, words)
        page.row += 1


def _tall(page: Page, text: str) -> None:
    page.sheet.row_dimensions[page.row].height = 13.5 * -(-width(text) // 60) + 2


def _energy(cycle: Cycle, *, charges: bool) -> float:
    return sum(w.energy_kwh for w in cycle.windows if w.charges is charges)


def _by_month(page: Page, outcome: Outcome, strategies: Sequence[Strategy]) -> None:
    """Real days, month by month."""
    page.section("Energy and margin by month", COLUMNS)
    page.heading(["month", "charged kWh", "discharged kWh", "days", "cycles", outcome.currency])
    for month in dict.fromkeys(s.month for s in strategies):
        days = [s for s in strategies if s.month == month]
        cycles = [c for s in days for c in s.cycles]
        page.text(1, month)
        page.put(2, sum(_energy(c, charges=True) for c in cycles), "energy")
        page.put(3, sum(_energy(c, charges=False) for c in cycles), "energy")
        page.put(4, len(days), "count")
        page.put(5, sum(s.discharges for s in days), "count")
        page.put(6, sum(s.margin for s in days), "money")
        page.row += 1


def _power(page: Page, outcome: Outcome) -> None:
    """Power at each time of day, of each day type or date; storage at rest is left out."""
    horizon = outcome.case.horizon
    power = outcome.optimum.schedule.storage_kw
    runs = [(s, where) for s, (_, where) in zip(outcome.strategies, horizon.dates, strict=True)]
    days = [(s.label, where) for s, where in runs if s.operating]
    minutes = sorted({int(m) for _, where in days for m in horizon.minute[where]})
    table = np.full((len(minutes), len(days)), np.nan)
    for column, (_, where) in enumerate(days):
        for row, minute in enumerate(minutes):
            # An hour that a clock shows twice has one row: its mean.
            there = power[where][horizon.minute[where] == minute]
            if there.size:
                table[row, column] = float(there.mean())
    labels, clocks = [label for label, _ in days], [clock(m) for m in minutes]
    page.sheet.row_breaks.append(Break(id=page.row))
    page.section("Power of the storage, kW", min(len(labels), WIDE) + 1)
    if len(labels) <= WIDE:
        _matrix(page, "from", clocks, labels, table)
    else:
        _matrix(page, "day", labels, clocks, table.T)
    page.widths(46, *(12.0,) * 5, rest=11.0, last=1 + min(len(labels), WIDE))


def _matrix(
    page: Page, corner: str, rows: Sequence[str], columns: Sequence[str], table: FloatArray
) -> None:
    head = page.row
    page.heading([corner, *columns], lines=3)
    for name, values in zip(rows, table.tolist(), strict=True):
        page.text(1, name, look.SMALL).alignment = look.RIGHT
        page.sheet.row_dimensions[page.row].height = 11
        for n, value in enumerate(values):
            if value == value:  # noqa: PLR0124 - not NaN
                page.put(2 + n, round(value, 3) + 0.0, "power", look.SMALL)
        page.row += 1
    scale: Any = rule.ColorScaleRule
    most = float(np.nanmax(np.abs(table))) or 1.0
    last = get_column_letter(1 + len(columns))
    page.sheet.conditional_formatting.add(
        f"B{head + 1}:{last}{page.row - 1}",
        scale(
            start_type="num",
            start_value=-most,
            start_color=CHARGE,
            mid_type="num",
            mid_value=0,
            mid_color=REST,
            end_type="num",
            end_value=most,
            end_color=DISCHARGE,
        ),
    )
