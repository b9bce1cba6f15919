"""Which figures an outcome has, and what they are called.

Typical days have one figure for each day type at work; day types that are alike in prices,
powers and rules share one. Some real days have one figure of them all; more have a figure a
month, and a map of the whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from optdispatch.report.daytypes import DayType, slug
from optdispatch.report.daytypes import title as title_of
from optdispatch.report.figures.day import day
from optdispatch.report.figures.month import filled, heat, month
from optdispatch.report.figures.project import capacity, cumulative
from optdispatch.report.numbers import counted, spread
from optdispatch.report.projects import best
from optdispatch.report.site import Prices, is_typical, prices
from optdispatch.report.terminal.strategy import FEW
from optdispatch.strategy import strategies
from optdispatch.study import Outcome


@dataclass(frozen=True)
class Page:
    """A figure to be drawn."""

    name: str
    """Of its file, without the suffix."""
    draw: Callable[[], Figure]


def album(outcome: Outcome) -> tuple[Page, ...]:
    """Every figure of an outcome, none of them drawn yet."""
    return (*_days(outcome), *_project(outcome))


def _project(outcome: Outcome) -> Iterator[Page]:
    found, name = best(outcome), outcome.case.name
    if found is None:
        return
    yield Page("capacity", partial(capacity, found, f"{name}: the cells"))
    if found.cash:
        title = f"{name}: the project's money"
        yield Page("cash-flow", partial(cumulative, found, title, outcome.currency))


def _days(outcome: Outcome) -> tuple[Page, ...]:
    horizon = outcome.case.horizon
    paid = prices(outcome.case, outcome.optimum.schedule)
    if is_typical(horizon):
        return tuple(_typical(outcome, paid))
    if len(horizon.dates) <= FEW:
        return (_few(outcome, paid),)
    return tuple(_months(outcome))


def _typical(outcome: Outcome, paid: Prices) -> Iterator[Page]:
    slices = outcome.case.horizon.slices
    margins = _margins(outcome)
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for i, (s, where) in enumerate(zip(outcome.strategies, slices, strict=True)):
        if s.operating:
            alike.setdefault(_look(outcome, paid, where), []).append(i)
    every = [DayType.of(s) for s in outcome.strategies if s.operating]
    for members in alike.values():
        there = [outcome.strategies[i] for i in members]
        named = title_of(map(DayType.of, there), every)
        days = counted(round(sum(s.days for s in there), 6), "day")
        title = f"{named} · {days}"
        saved = {name: [m[i] for i in members] for name, m in margins.items()}
        yield Page(slug(there[0].label), _Day(outcome, paid, slices[members[0]], title, saved))


def _few(outcome: Outcome, paid: Prices) -> Page:
    first, last = outcome.case.horizon.index[0], outcome.case.horizon.index[-1]
    end = f" to {last:%Y-%m-%d}" if last.date() != first.date() else ""
    saved = {name: [sum(m)] for name, m in _margins(outcome).items()}
    whole = slice(0, len(outcome.case.horizon))
    title = f"{outcome.case.name}: {first:%Y-%m-%d}{end}"
    return Page(f"{first:%Y-%m-%d}", _Day(outcome, paid, whole, title, saved, per=""))


def _months(outcome: Outcome) -> Iterator[Page]:
    name = outcome.case.name
    margins = {k: np.array(m) for k, m in _margins(outcome).items()}
    of = np.array([s.month for s in outcome.strategies])
    for found in outcome.case.horizon.months:
        saved = {k: [float(m[of == found.name].sum())] for k, m in margins.items()}
        says = _says(outcome, saved, per=" in the month")
        title = f"{name}: {found.name}"
        yield Page(found.name, partial(month, outcome, found.mask, title, says))
    if outcome.case.storages:
        says = "power of the storage under the optimum, each day a column"
        yield Page("storage-power", partial(heat, outcome, f"{name}: storage power", says))
        says = "energy stored under the optimum, each day a column"
        yield Page("storage-soc", partial(filled, outcome, f"{name}: state of charge", says))


@dataclass(frozen=True)
class _Day:
    """A day figure to be drawn."""

    outcome: Outcome
    paid: Prices
    where: slice
    title: str
    saved: dict[str, list[float]]
    per: str = " a day"

    def __call__(self) -> Figure:
        says = _says(self.outcome, self.saved, self.per)
        return day(self.outcome, self.paid, self.where, self.title, says)


def _says(outcome: Outcome, saved: dict[str, list[float]], per: str) -> str:
    """`energy saves 1,195.5 CNY a day under the optimum, 1,195.5 under study's hours`."""
    (best, amounts), *rest = saved.items()
    text = f"energy saves {spread(amounts)} {outcome.currency}{per} under the {best}"
    apart = " (demand apart)" if outcome.case.tariff.peaks(outcome.case.horizon) else ""
    return ", ".join([text, *(f"{spread(v)} under {name}" for name, v in rest)]) + apart


def _margins(outcome: Outcome) -> dict[str, list[float]]:
    """What the energy of each strategy's day saves under each way that uses the storage."""
    found = {outcome.optimum.name: [s.margin for s in outcome.strategies]}
    for way in outcome.ways[1:-1]:
        found[way.name] = [s.margin for s in strategies(outcome.case, way.schedule)]
    return found


def _look(outcome: Outcome, paid: Prices, where: slice) -> tuple[bytes, ...]:
    """What a day's figure shows, to tell whether two look the same."""
    shown = [paid.bought, paid.sold]
    for way in outcome.ways:
        shown += [way.schedule.imported_kw, way.schedule.exported_kw, way.schedule.storage_kw]
    rounded = (np.round(values[where], 3) + 0.0 for values in shown)
    return ("|".join(paid.period[where]).encode(), *(values.tobytes() for values in rounded))
