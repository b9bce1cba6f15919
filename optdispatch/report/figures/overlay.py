"""One day of several cases, over each other: price, storage, state of charge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from optdispatch.horizon import FloatArray
from optdispatch.report.daytypes import month_name
from optdispatch.report.figures.canvas import SERIES, legend, panels, thousands
from optdispatch.report.figures.plate import Plate, Reading, Trace, Traced
from optdispatch.report.site import is_typical, prices, soc
from optdispatch.report.style import OPTIMUM, RULES
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome

SEASONS = (1, 4, 7, 10)
"""Months that a day is shown of."""
STYLES = ("-", (0, (5, 2)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)))
DAY = 24 * 60
"""Minutes."""


@dataclass(frozen=True)
class Overlay(Traced):
    """A day of each case, a line a case, on the finest step of any."""

    reading: ClassVar[Reading] = "steps"
    outcomes: tuple[Outcome, ...]
    names: tuple[str, ...]
    where: tuple[slice, ...]
    """The periods of each case's day."""

    @property
    def _step(self) -> int:
        return reduce(gcd, (round(60 * o.case.horizon.hours) for o in self.outcomes))

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: hours."""
        return np.arange(DAY // self._step + 1) * self._step / 60

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        minutes = range(0, DAY, self._step)
        clock = [f"{m // 60:02d}:{m % 60:02d}" for m in minutes]
        return pd.Series(clock, name=self.words("local time"))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        return tuple(self._traces())

    def _traces(self) -> Iterator[Trace]:
        w, colours = self.words, (OPTIMUM, *RULES)
        both = zip(self.outcomes, self.names, self.where, strict=True)
        for n, (outcome, name, where) in enumerate(both):
            schedule = outcome.optimum.schedule
            style = STYLES[n % len(STYLES)]
            look = (("color", colours[n % len(colours)]), ("linestyle", style))
            times = round(60 * outcome.case.horizon.hours) // self._step
            for panel, said, unit, values in (
                (
                    0,
                    "price",
                    f"{self.words.name(outcome.currency)}/kWh",
                    prices(outcome.case, schedule).bought,
                ),
                (1, "power", "kW", schedule.storage_kw),
                (2, "state of charge, %", "%", 100 * soc(outcome.case, schedule)),
            ):
                fine = np.repeat(values[where], times)
                label = f"{w.name(said)}, {name}"
                yield Trace(panel, f"case{n}", label, unit, fine, "step", look, name)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, axes = panels([1.4, 1.9, 1.4], self.title, self.says)
        handles: dict[str, Artist] = {}
        for trace in self.traces:
            look: dict[str, Any] = dict(trace.look) | {"gid": SERIES + trace.key}
            axes[trace.panel].stairs(trace.values, self.at, baseline=None, linewidth=1.8, **look)
            handles[trace.key] = Line2D([], [], label=trace.short, **look)
        price, power, level = axes
        price.set_ylabel(f"{self.words('price')}\n{self.words.name(self.outcomes[0].currency)}/kWh")
        price.set_ylim(bottom=min(0.0, price.get_ylim()[0]))
        power.set_ylabel(f"{self.words('← charge  discharge →')}\nkW")
        power.axhline(0, color="#666666", linewidth=0.8)
        thousands(power)
        level.set_ylabel(self.words("state of\ncharge, %"))
        level.set_ylim(0, 100)
        for ax in axes:
            ax.set_xlim(0, 24)
        level.set_xticks(range(0, 25, 2), [f"{h:02d}:00" for h in range(0, 25, 2)])
        level.set_xlabel(self.words("local time"))
        legend(price, handles.values())
        return figure


def overlays(
    outcomes: Sequence[Outcome], names: Sequence[str], words: Words = ENGLISH
) -> tuple[Plate, ...]:
    """A figure a season in which every case has a day at work."""
    found = []
    for month in SEASONS:
        where = [_workday(outcome, month) for outcome in outcomes]
        there = tuple(w for w in where if w is not None)
        if len(there) == len(outcomes):
            title = words("A usual workday in {month}", month=month_name(month, words))
            says = words("the optimum of each case")
            name = f"day-{month:02d}"
            found.append(Overlay(name, title, says, words, (*outcomes,), (*names,), there))
    return tuple(found)


def _workday(outcome: Outcome, month: int) -> slice | None:
    """The periods of a month's most usual day at work, or of the first from its middle on."""
    case, horizon = outcome.case, outcome.case.horizon
    if not case.storages:
        return None
    if is_typical(horizon):
        both = zip(horizon.rings, horizon.slices, strict=True)
        there = [(r.weight, s) for r, s in both if r.operating and r.start.month == month]
        return max(there, key=lambda pair: pair[0])[1] if there else None
    whole = round(24 / horizon.hours)
    for day, s in horizon.dates:
        later = day.month == month and day.day >= 15 and s.stop - s.start == whole
        if later and horizon.calendar.kind(day) == "workday":
            return s
    return None
