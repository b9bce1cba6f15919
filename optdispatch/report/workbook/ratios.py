"""Ratios by which a project is judged: (M5) to (M8) of `finance.metrics`."""

from dataclasses import dataclass

from optdispatch.finance import Metrics
from optdispatch.report.workbook.cashflow import Statements
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.schedules import Schedules
from optdispatch.report.workbook.timeline import Line


@dataclass(frozen=True)
class Ratio:
    """A formula, and what it was planned to give."""

    key: str
    label: str
    unit: str
    kind: str
    formula: str
    planned: float


def ratios(
    desk: Desk, statements: Statements, schedules: Schedules, lifetime: LifetimeLines
) -> tuple[Ratio, ...]:
    """Every ratio that the case has."""
    found, per_kwh = desk.cash.metrics, f"{desk.currency}/kWh"
    without, with_it = (_lcos(desk, schedules, lifetime, charging=c) for c in (False, True))
    rows = (
        ("roi", "return on investment", "a year", "share", _roi(schedules), found.roi),
        ("lcos", "levelised cost of storage", per_kwh, "price", without, found.lcos_per_kwh),
        (
            "lcos charging",
            "the same, with the cost of charging",
            per_kwh,
            "price",
            with_it,
            found.lcos_with_charging_per_kwh,
        ),
        ("dscr", "least debt service coverage", "", "ratio", _least(statements), found.least_dscr),
        ("dscr year", "  in year", "", "year", _worst(statements), _worst_year(found)),
        (
            "bcr",
            "benefit-cost ratio",
            "",
            "ratio",
            _benefit_cost(desk, schedules),
            found.benefit_cost_ratio,
        ),
    )
    return tuple(
        Ratio(key, label, unit, kind, formula, planned)
        for key, label, unit, kind, formula, planned in rows
        if formula and planned is not None
    )


def _roi(schedules: Schedules) -> str:
    """(M5)."""
    if schedules.profit is None:
        return ""
    return f"=AVERAGE({schedules.profit.ebit.over(1)})/{schedules.costs.capex}"


def _lcos(desk: Desk, schedules: Schedules, lifetime: LifetimeLines, *, charging: bool) -> str:
    """(M6). Discounting is a sum, so each line is discounted by itself."""
    lines = [*schedules.costs.lines.values()]
    if charging:
        if lifetime.charging_cost is None:
            return ""
        lines.append(lifetime.charging_cost)
    worths = [_present(desk, line) for line in lines]
    residual = _present(desk, schedules.books.residual)
    energy = f"NPV({desk.inputs('discount_rate')},{lifetime.discharged.over(1)})"
    return f"=({schedules.costs.capex}+{'+'.join(worths)}-{residual})/{energy}"


def _benefit_cost(desk: Desk, schedules: Schedules) -> str:
    """(M8)."""
    earned, vat = schedules.revenues, schedules.vat
    benefits = [earned.saved, *earned.others.values(), schedules.books.residual]
    expenses = [*schedules.costs.lines.values()]
    expenses += [earned.host] if earned.host else []
    at_once = [schedules.costs.capex]
    if vat:
        expenses += [vat.paid, vat.surcharge]
        at_once += [vat.paid.start, vat.surcharge.start]
    above = "+".join(_present(desk, line) for line in benefits)
    below = "+".join([*at_once, *(_present(desk, line) for line in expenses)])
    return f"=({above})/({below})"


def _least(statements: Statements) -> str:
    """(M7), of the worst year."""
    return f"=MIN({statements.dscr.over(1)})" if statements.dscr else ""


def _worst(statements: Statements) -> str:
    """The year of it."""
    if statements.dscr is None:
        return ""
    ratios, years = statements.dscr.over(1), statements.years.over(1)
    return f"=INDEX({years},MATCH(MIN({ratios}),{ratios},0))"


def _worst_year(found: Metrics) -> float | None:
    ratios = [ratio for ratio in found.dscr if ratio is not None]
    return float(found.dscr.index(min(ratios))) if ratios else None


def _present(desk: Desk, line: Line) -> str:
    """Worth of years 1 to N."""
    return f"NPV({desk.inputs('discount_rate')},{line.over(1)})"
