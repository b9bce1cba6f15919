"""A project in figures: the cells over the years, when the money is back, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optdispatch.finance import Worth
from optdispatch.horizon import FloatArray
from optdispatch.lifetime import Lifetime
from optdispatch.report.figures.canvas import SERIES, legend, panels, thousands
from optdispatch.report.figures.plate import Reading, Trace, Traced
from optdispatch.report.style import OPTIMUM, RULE, RULES, WITHOUT
from optdispatch.report.terminal.project import years
from optdispatch.report.words import Words

LINES = (OPTIMUM, *RULES)


@dataclass(frozen=True)
class Cells(Traced):
    """Capacity through each year, new cells, and cycles a year."""

    reading: ClassVar[Reading] = "steps"
    life: Lifetime

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: ends of the years."""
        return np.arange(self.life.years + 1.0)

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        return pd.Series(self.life.year, name=self.words("year"))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        life, w = self.life, self.words
        line, bar = (("color", OPTIMUM), ("linewidth", 2)), (("color", OPTIMUM), ("width", 0.8))
        return (
            Trace(0, "capacity", w("capacity at the start"), "%", 100 * life.capacity_start),
            Trace(0, "capacity", w("at the end"), "%", 100 * life.capacity_end, "line", line),
            Trace(1, "cycles", w("cycles"), w("a year"), life.cycles, "bar", bar),
        )

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (upper, lower) = panels([2.6, 1.4], self.title, self.says)
        start, end, cycles = self.traces
        edges = np.repeat(self.at, 2)[1:-1]
        ends = np.column_stack([start.values, end.values]).ravel()
        upper.plot(
            edges, ends, label=self.words("capacity left"), gid=SERIES + end.key, **dict(end.look)
        )
        for year in self.life.replacement_years:
            label = self.words("new cells, year {year}", year=year)
            upper.axvline(year, color=RULE, linestyle=(0, (4, 2)), label=label)
        upper.set_ylabel(self.words("capacity\n% of when new"))
        bars = lower.bar(self.life.year - 0.5, cycles.values, **dict(cycles.look))
        bars[0].set_label(cycles.label)
        lower.set_ylabel(self.words("cycles\na year"))
        for ax in (upper, lower):
            ax.set_xlim(0, self.life.years)
            legend(ax, bars[:1] if ax is lower else None)
        _years(lower, self.life.years, self.words)
        return figure


@dataclass(frozen=True)
class Money(Traced):
    """Flows added up, with the paybacks marked, and one of them year by year."""

    flows: Mapping[str, FloatArray]
    """By what they are called, years 0 to N; the last is drawn year by year, too."""
    worths: Mapping[str, Worth]
    currency: str

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`."""
        return np.arange(float(len(next(iter(self.flows.values())))))

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        return pd.Series(self.at.astype(int), name=self.words("year"))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`: added up, then year by year."""
        colours = [WITHOUT, OPTIMUM] if len(self.flows) == 2 else LINES
        lines, bars = [], []
        for n, (name, flow) in enumerate(self.flows.items()):
            said, colour = self.words.name(name), colours[n % len(colours)]
            look: dict[str, Any] = {"color": colour, "marker": "o", "markersize": 3.5}
            label = self.words("{flow}, added up", flow=said)
            total = flow.cumsum() / 1000
            lines.append(Trace(0, f"f{n}", label, self._unit, total, "line", tuple(look.items())))
            label = self.words("{flow}, each year", flow=said)
            look = {"color": colour, "alpha": 0.35, "width": 0.6}
            bars.append(
                Trace(0, "year", label, self._unit, flow / 1000, "bar", tuple(look.items()))
            )
        return (*lines, *bars)

    @property
    def _unit(self) -> str:
        return self.words("1,000 {currency}", currency=self.currency)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (ax,) = panels([3.6], self.title, self.says)
        handles: list[Artist] = []
        for trace, worth in zip(self.traces, self.worths.values(), strict=False):
            back, look = worth.static_payback_years, dict(trace.look)
            told = self.words("never paid back")
            if back is not None:
                told = self.words("paid back after {years} years", years=years(back))
                ax.plot(back, 0, "D", color=look["color"], markersize=7, zorder=5)
            gid = SERIES + trace.key
            label = f"{trace.label}:\n{told}"
            handles += ax.plot(self.at, trace.values, label=label, gid=gid, **look)
        last = self.traces[-1]
        bars = ax.bar(self.at, last.values, label=last.label, **dict(last.look))
        for bar in bars:
            bar.set_gid(SERIES + last.key)
        handles.append(bars[0])
        bars[0].set_label(last.label)
        ax.axhline(0, color="#666666", linewidth=0.8)
        ax.set_ylabel(f"{self.words('money')}\n{self._unit}")
        _years(ax, len(self.at) - 1, self.words)
        thousands(ax)
        legend(ax, handles)
        return figure


def _years(ax: Axes, last: int, words: Words) -> None:
    ax.set_xlabel(words("year of the project"))
    ax.set_xticks(range(0, last + 1, max(1, last // 18)))
