"""The years of the cells, as they were planned: no price of the inputs changes them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from openpyxl import Workbook

from optdispatch.finance.yearly import FloatArray
from optdispatch.report.workbook.timeline import Line, Timeline
from optdispatch.study import OPTIMUM, Outcome
from optdispatch.study.project import Project

SHEET = "Lifetime"


@dataclass(frozen=True)
class LifetimeLines:
    """Lines that money and charts refer to."""

    years: Line
    start: Line
    end: Line
    fresh: Line
    """Capacity of new cells, in the years when there are any."""
    bought: Line
    discharged: Line
    savings: Mapping[str, Line]
    discharged_value: Line | None
    charging_cost: Line | None


def lifetime(book: Workbook, outcome: Outcome) -> LifetimeLines:
    """Write the sheet, of the optimum and then of each rule."""
    project = outcome.projects[OPTIMUM]
    page = Timeline(
        book,
        SHEET,
        "Lifetime of the cells under the optimum",
        "Planned by the dispatch and the ageing law; prices of the sheet Inputs do not change it.",
        project.lifetime.years,
    )
    cells = _cells(page, project)
    energy = _energy(page, project)
    unit, yearly = outcome.currency, project.yearly
    page.block(
        "What a year saves",
        "At the prices of year 1, with the capacity of each year, by what it is saved with.",
    )
    savings = {name: page.given(name, unit, of) for name, of in yearly.revenue.items()}
    value, cost = (
        None if of is None else page.given(label, unit, of)
        for label, of in (
            ("worth of the energy discharged", yearly.discharged_value),
            ("cost of the energy charged", yearly.charging_cost),
        )
    )
    _warranty(page, project)
    for name in [way.name for way in outcome.ways if way.name in outcome.projects]:
        if name != OPTIMUM:
            _rule(page, name, outcome.projects[name], unit)
    return LifetimeLines(page.year_line, *cells, *energy, savings, value, cost)


def _cells(page: Timeline, project: Project) -> tuple[Line, Line, Line]:
    """Capacity and efficiency; lines of the start, the end, and new cells."""
    life = project.lifetime
    page.block("Capacity", "Shares of the capacity that was installed first.")
    start = page.given("capacity, start of the year", "", life.capacity_start, kind="capacity")
    page.given("capacity, mean of the year", "", life.capacity_mean, kind="capacity")
    end = page.given("capacity, end of the year", "", life.capacity_end, kind="capacity")
    page.given("capacity that the year is planned with", "kWh", life.capacity_kwh, kind="energy")
    page.given("round-trip efficiency", "", life.efficiency, kind="capacity")
    renewed = [None, *np.where(life.replaced, life.capacity_end, np.nan).tolist()]
    fresh = page.line(
        "capacity at which cells are replaced",
        "",
        lambda t: renewed[t] if renewed[t] == renewed[t] else None,
        kind="capacity",
        fixed=True,
    )
    return start, end, fresh


def _energy(page: Timeline, project: Project) -> tuple[Line, Line]:
    """Cycles and energy; lines of cells bought and energy discharged."""
    life, yearly = project.lifetime, project.yearly
    page.block("Cycles and energy")
    page.given("equivalent full cycles", "", life.equivalent_full_cycles, kind="count", total=True)
    page.given("cycles of the law's depth", "", life.cycles, kind="count", total=True)
    page.given(
        "discharged at the cells", "kWh", life.throughput_cell_kwh, kind="energy", total=True
    )
    discharged = page.given(
        "discharged at the meter", "kWh", yearly.discharged_kwh, kind="energy", total=True
    )
    bought = page.given(
        "cells bought at the end of the year",
        "kWh",
        yearly.replaced_kwh,
        kind="energy",
        total=True,
    )
    return bought, discharged


def _warranty(page: Timeline, project: Project) -> None:
    """What the warranty leaves, where there is one."""
    slack = project.lifetime.warranty
    if slack is None:
        return
    page.block("Warranty", "What is left of each promise; below zero it is broken.")
    page.given("in force (1: yes)", "", slack.in_force.astype(np.float64), kind="year")
    rows: tuple[tuple[str, str, FloatArray | None, str], ...] = (
        ("cycles to spare", "", slack.cycles, "count"),
        ("discharge still covered", "MWh", slack.throughput_mwh, "count"),
        ("capacity above the promise", "", slack.retention, "capacity"),
    )
    for label, unit, values, kind in rows:
        if values is not None:
            page.given(label, unit, values, kind=kind)


def _rule(page: Timeline, name: str, project: Project, unit: str) -> None:
    """The same years under a rule, in short."""
    life, yearly = project.lifetime, project.yearly
    page.block(f"Under {name}")
    page.given("capacity, end of the year", "", life.capacity_end, kind="capacity")
    page.given("discharged at the meter", "kWh", yearly.discharged_kwh, kind="energy", total=True)
    page.given("cells bought at the end of the year", "kWh", yearly.replaced_kwh, kind="energy")
    saved = np.sum(list(yearly.revenue.values()), axis=0)
    page.given("savings on the bill", unit, saved, total=True)
