"""Figures of all the time that was planned, and of the project's life."""

from collections.abc import Iterator

import numpy as np

from optdispatch.report import style
from optdispatch.report.figures.bars import Bars
from optdispatch.report.figures.plate import Plate
from optdispatch.report.figures.project import Cells, Money
from optdispatch.report.figures.year import Map
from optdispatch.report.projects import best
from optdispatch.report.site import billed_demand, is_typical, prices, soc
from optdispatch.report.style import OPTIMUM, RULES, WITHOUT
from optdispatch.report.terminal.project import rates
from optdispatch.report.terminal.strategy import FEW
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome
from optdispatch.study.project import Project

NOTHING = 1e-6
"""Amounts below this are rounding. [currency]"""


def overview(outcome: Outcome, words: Words = ENGLISH) -> Iterator[Plate]:
    """Every figure that is no day's and no month's."""
    yield from saving(outcome, words)
    yield from maps(outcome, words)
    yield from peaks(outcome, words)
    yield from project(outcome, words)


def keys(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """Ways that can be told apart: the key and the colour of each."""
    without, *rules, last = outcome.ways
    found = {without.name: ("without", WITHOUT)}
    for n, (rule, colour) in enumerate(zip(rules, RULES, strict=False)):
        found[rule.name] = (f"rule{n}", colour)
    return found | {last.name: ("optimum", OPTIMUM)}


def saving(outcome: Outcome, words: Words) -> Iterator[Plate]:
    """What each bill line saves against no storage."""
    table = outcome.ledger.drop(index=["total", "saving"])
    saved = table.rsub(outcome.ledger[outcome.ways[0].name].drop(["total", "saving"]), axis=0)
    saved = saved.iloc[:, 1:].loc[(saved.abs() > NOTHING).any(axis=1)]
    if saved.empty:
        return
    groups = tuple(words.name(str(line)) for line in saved.index)
    known = keys(outcome)
    yield Bars(
        "saving-by-line",
        words("Where the saving comes from"),
        words("what each line of the bill saves against no storage; below 0 it costs more"),
        words,
        groups,
        words("line of the bill"),
        {w: saved[w].to_numpy(dtype=float) for w in saved.columns if w in known},
        known,
        words.name(outcome.currency),
        f"{words('saves')}\n{words.name(outcome.currency)}",
    )


def maps(outcome: Outcome, words: Words) -> Iterator[Plate]:
    """Price, power of the storage and state of charge by date and time of day."""
    horizon, schedule = outcome.case.horizon, outcome.optimum.schedule
    if not is_typical(horizon) and len(horizon.dates) <= FEW:
        return
    paid = prices(outcome.case, schedule).bought
    unit = f"{words.name(outcome.currency)}/kWh"
    says = words("each day a column")
    if paid.max() > paid.min():
        limits = (float(paid.min()), float(paid.max()))
        title = words("Price of a kWh imported")
        yield Map("price", title, says, words, horizon, paid, unit, style.PRICES, limits)
    if outcome.case.storages:
        rated = sum(s.rated_kw for s in outcome.case.storages)
        power, limits = schedule.storage_kw, (-rated, rated)
        title, scale = words("Power of the storage"), words("← charge   kW   discharge →")
        says = words("under the optimum, each day a column")
        yield Map("storage-power", title, says, words, horizon, power, scale, style.STORAGE, limits)
        level, scale = 100 * soc(outcome.case, schedule), words("state of charge, %")
        title = words("State of charge")
        limits = (0.0, 100.0)
        yield Map("storage-soc", title, says, words, horizon, level, scale, style.ENERGY, limits)


def peaks(outcome: Outcome, words: Words) -> Iterator[Plate]:
    """The demand that each month bills under each way; the highest draw, where none is billed."""
    known = keys(outcome)
    tables = billed_demand(outcome)
    for n, (charge, table) in enumerate(tables.items()):
        name = "demand-peaks" if n == 0 else f"demand-peaks-{n + 1}"
        title = words("Demand that each month bills")
        if len(tables) > 1:
            title = f"{title}: {words.name(charge)}"
        amounts = {str(w): table[w].to_numpy(dtype=float) for w in table.columns if w in known}
        groups, says = tuple(map(str, table.index)), words("by the invoice")
        month = words("month")
        yield Bars(name, title, says, words, groups, month, amounts, known, "kW", "kW")
    if not tables and len(months := outcome.case.horizon.months) > 1:
        amounts = {
            way.name: np.array([way.schedule.imported_kw[m.mask].max() for m in months])
            for way in outcome.ways
            if way.name in known
        }
        title, groups = words("Highest draw of each month"), tuple(m.name for m in months)
        says, month = words("this tariff does not bill it"), words("month")
        yield Bars("demand-peaks", title, says, words, groups, month, amounts, known, "kW", "kW")


def project(outcome: Outcome, words: Words) -> Iterator[Plate]:
    """The cells, the money, the parties."""
    found = best(outcome)
    if found is None:
        return
    years = found.lifetime.replacement_years
    says = words("no cells are replaced")
    if years:
        says = words("new cells in year {years}", years=words.listed(map(str, years)))
    yield Cells("capacity", words("What becomes of the cells"), says, words, found.lifetime)
    yield from _money(outcome, found, words)


def _money(outcome: Outcome, found: Project, words: Words) -> Iterator[Plate]:
    if (cash := found.cash) is None:
        return
    before, after = cash.metrics.project_before_tax, cash.metrics.project_after_tax
    says = words(
        "IRR {before} before tax, {after} after; before financing",
        before=rates(before),
        after=rates(after),
    )
    flows = {"before tax": cash.project.before_tax, "after tax": cash.project.after_tax}
    worths = {"before tax": before, "after tax": after}
    title = words("The project's money")
    yield Money("cash-flow", title, says, words, flows, worths, words.name(outcome.currency))
    if cash.split and len(cash.split.flows) > 1:
        title = words("The money of each party")
        says = words("before tax and VAT, which each party settles for itself")
        flows, worths = dict(cash.split.flows), dict(cash.metrics.parties)
        yield Money("parties", title, says, words, flows, worths, words.name(outcome.currency))
