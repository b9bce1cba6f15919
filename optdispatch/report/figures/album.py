"""Which figures an outcome has, and what they are called.

Typical days have one figure for each day type at work; day types that are alike in prices,
powers and rules share one. Some real days have one figure of them all; more have a figure a
month. What spans a year or more stands in `overview`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from optdispatch.report.daytypes import DayType, slug
from optdispatch.report.daytypes import title as title_of
from optdispatch.report.figures.day import Day
from optdispatch.report.figures.month import Month
from optdispatch.report.figures.overview import overview
from optdispatch.report.figures.plate import Plate
from optdispatch.report.numbers import spread
from optdispatch.report.site import Prices, is_typical, prices
from optdispatch.report.terminal.strategy import FEW
from optdispatch.report.words import ENGLISH, Words
from optdispatch.strategy import strategies
from optdispatch.study import Outcome


def album(outcome: Outcome, words: Words = ENGLISH) -> tuple[Plate, ...]:
    """Every figure of an outcome, none of them drawn yet."""
    return (*Days(outcome, words).plates, *overview(outcome, words))


A_DAY = "energy saves {amount} {currency} a day under the {way}"
IN_MONTH = "energy saves {amount} {currency} in the month under the {way}"
IN_ALL = "energy saves {amount} {currency} under the {way}"


@dataclass(frozen=True)
class Days:
    """The figures of an outcome's days."""

    outcome: Outcome
    words: Words = ENGLISH
    why: pd.DataFrame | None = None
    """What to tell of each period besides, a row a period."""

    @property
    def plates(self) -> tuple[Plate, ...]:
        """A figure a day type, a month, or one of some days."""
        horizon = self.outcome.case.horizon
        if is_typical(horizon):
            return tuple(self._typical())
        if len(horizon.dates) <= FEW:
            return (self._few(),)
        return tuple(self._months())

    def telling(self) -> tuple[Plate, ...]:
        """Days that a reader should see: all day types, or of many real days a few that differ.

        Those are the day of the highest demand, the one that earns most, and a middling one.
        """
        horizon = self.outcome.case.horizon
        if is_typical(horizon) or len(horizon.dates) <= FEW:
            return self.plates
        without = self.outcome.ways[0].schedule.imported_kw
        margins = [s.margin for s in self.outcome.strategies]
        tops = [float(without[where].max()) for _, where in horizon.dates]
        chosen = {
            int(np.argsort(margins)[len(margins) // 2]): self.words("a middling day"),
            int(np.argmax(margins)): self.words("the day whose energy saves most"),
            int(np.argmax(tops)): self.words("the day of the highest draw"),
        }
        return tuple(self._real(n, said) for n, said in reversed(chosen.items()))

    @cached_property
    def paid(self) -> Prices:
        """Prices under the optimum."""
        return prices(self.outcome.case, self.outcome.optimum.schedule)

    @cached_property
    def margins(self) -> dict[str, list[float]]:
        """What the energy of each strategy's day saves under each way that uses the storage."""
        outcome = self.outcome
        found = {outcome.optimum.name: [s.margin for s in outcome.strategies]}
        for way in outcome.ways[1:-1]:
            found[way.name] = [s.margin for s in strategies(outcome.case, way.schedule)]
        return found

    def _typical(self) -> Iterator[Plate]:
        outcome, slices = self.outcome, self.outcome.case.horizon.slices
        alike: dict[tuple[bytes, ...], list[int]] = {}
        for i, (s, where) in enumerate(zip(outcome.strategies, slices, strict=True)):
            if s.operating:
                alike.setdefault(_look(outcome, self.paid, where), []).append(i)
        every = [DayType.of(s) for s in outcome.strategies if s.operating]
        for members in alike.values():
            there = [outcome.strategies[i] for i in members]
            named = title_of(map(DayType.of, there), every, self.words)
            days = self.words.count(round(sum(s.days for s in there), 6), "day")
            name = slug(there[0].label)
            yield self._day(name, f"{named} · {days}", slices[members[0]], members, A_DAY)

    def _few(self) -> Plate:
        horizon = self.outcome.case.horizon
        first, last = horizon.index[0], horizon.index[-1]
        span = f"{first:%Y-%m-%d}"
        if last.date() != first.date():
            span = self.words("{first} to {last}", first=span, last=f"{last:%Y-%m-%d}")
        every = range(len(self.outcome.strategies))
        title = f"{self.outcome.case.name}: {span}"
        return self._day(f"{first:%Y-%m-%d}", title, slice(0, len(horizon)), every, IN_ALL)

    def _real(self, n: int, said: str) -> Plate:
        day, where = self.outcome.case.horizon.dates[n]
        return self._day(f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d} · {said}", where, [n], A_DAY)

    def _day(self, name: str, title: str, where: slice, of: Sequence[int], said: str) -> Plate:
        saved = {way: [m[i] for i in of] for way, m in self.margins.items()}
        if said == IN_ALL:
            saved = {way: [sum(m)] for way, m in saved.items()}
        says = self._says(saved, said)
        return Day(name, title, says, self.words, self.outcome, self.paid, where, self.why)

    def _months(self) -> Iterator[Plate]:
        outcome = self.outcome
        margins = {k: np.array(m) for k, m in self.margins.items()}
        of = np.array([s.month for s in outcome.strategies])
        for found in outcome.case.horizon.months:
            saved = {k: [float(m[of == found.name].sum())] for k, m in margins.items()}
            title = f"{outcome.case.name}: {found.name}"
            says = self._says(saved, IN_MONTH)
            yield Month(found.name, title, says, self.words, outcome, found.mask)

    def _says(self, saved: dict[str, list[float]], said: str) -> str:
        """`energy saves 1,195.5 CNY a day under the optimum, 1,195.5 under study's hours`."""
        (best, amounts), *rest = saved.items()
        w = self.words
        currency = w.name(self.outcome.currency)
        first = w(
            said,
            amount=spread(amounts, to=w(" to ")),
            currency=currency,
            way=w.name(best),
        )
        others = [
            w("{amount} under {way}", amount=spread(v, to=w(" to ")), way=w.name(way))
            for way, v in rest
        ]
        apart = self.outcome.case.tariff.peaks(self.outcome.case.horizon)
        return w(", ").join([first, *others]) + (w(" (demand apart)") if apart else "")


def _look(outcome: Outcome, paid: Prices, where: slice) -> tuple[bytes, ...]:
    """What a day's figure shows, to tell whether two look the same."""
    shown = [paid.bought, paid.sold]
    for way in outcome.ways:
        shown += [way.schedule.imported_kw, way.schedule.exported_kw, way.schedule.storage_kw]
    rounded = (np.round(values[where], 3) + 0.0 for values in shown)
    return ("|".join(paid.period[where]).encode(), *(values.tobytes() for values in rounded))
