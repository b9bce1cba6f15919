"""One day type, or a few real days: prices, powers, storage and its state of charge."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from optdispatch.horizon import FloatArray
from optdispatch.report import style
from optdispatch.report.figures.canvas import SERIES, legend, panels, thousands
from optdispatch.report.figures.plate import Reading, Trace, Traced
from optdispatch.report.site import Prices, demand_kw, generation_kw, soc, soc_start
from optdispatch.report.style import OPTIMUM, RULES, WITHOUT
from optdispatch.report.words import Words
from optdispatch.study import Outcome, Way

Look = tuple[tuple[str, Any], ...]
THIN: Look = (("linewidth", 1.1), ("linestyle", (0, (4, 2))))
"""How a rule is drawn, beside the optimum."""
PRICE, POWER, STORAGE, SOC = range(4)
HEIGHTS = (1.25, 2.1, 1.5, 1.25)


@dataclass(frozen=True)
class Day(Traced):
    """Four panels over consecutive periods; two, if there is no storage."""

    reading: ClassVar[Reading] = "steps"
    outcome: Outcome
    paid: Prices
    where: slice
    why: pd.DataFrame | None = None
    """What to tell of each period besides, a row a period of the horizon."""

    @property
    def at(self) -> FloatArray:
        """Bounds of the periods in hours of a clock that starts at 0 h, shape (T + 1,)."""
        horizon, n = self.outcome.case.horizon, self.where.stop - self.where.start
        first = horizon.minute[self.where.start] / 60
        return cast("FloatArray", first + horizon.hours * np.arange(n + 1))

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`: when the periods begin."""
        index = self.outcome.case.horizon.index[self.where]
        form = "%H:%M" if self.at[-1] - self.at[0] <= 24 else "%Y-%m-%d %H:%M"
        return pd.Series(index.strftime(form), name=self.words("local time"))

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`: with the tariff's period, and with what is told besides."""
        table = super().frame
        if any(self.paid.period):
            periods = [self.words.name(p) for p in self.paid.period[self.where]]
            table.insert(1, self.words("period"), periods)
        if self.why is not None:
            table = pd.concat([table, self.why[self.where].reset_index(drop=True)], axis=1)
        return table

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        found = [*self._prices(), *self._powers()]
        if self.outcome.case.storages:
            found += [*self._storage(), *self._soc()]
        return tuple(found)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        few = 4 if self.outcome.case.storages else 2
        figure, axes = panels(HEIGHTS[:few], self.title, self.says)
        colours = style.period_colours(self.paid.by_period)
        for ax in axes:
            self._bands(ax, colours, style.BAND if ax is axes[0] else style.FAINT)
        for trace in self.traces:
            _draw(axes[trace.panel], trace, self.at)
        self._frame_prices(axes[PRICE], colours)
        _frame_powers(axes[POWER], self.words, self._least)
        if few == len(HEIGHTS):
            self._frame_storage(axes[STORAGE], axes[SOC])
        for ax in axes:
            ax.set_xlim(self.at[0], self.at[-1])
        _clock(axes[-1], self.at, self.words)
        return figure

    def _prices(self) -> Iterator[Trace]:
        w = self.words
        unit = f"{w.name(self.outcome.currency)}/kWh"
        bought, sold = self.paid.bought[self.where], self.paid.sold[self.where]
        look: Look = (("color", WITHOUT), ("linewidth", 1.6))
        yield Trace(PRICE, "import", w("import price"), unit, bought, look=look)
        if sold.any():
            look = (("color", style.SUN), *THIN)
            yield Trace(PRICE, "export", w("export price"), unit, sold, look=look)

    def _powers(self) -> Iterator[Trace]:
        """Load, what the site needs without storage, and what is drawn with it."""
        w, at, outcome = self.words, self.where, self.outcome
        sun = generation_kw(outcome.ways[0].schedule)[at]
        net = outcome.ways[0].schedule
        without = (net.imported_kw - net.exported_kw)[at]
        for key, way, look in self._ways(len(RULES)):
            label = w("grid, {way}", way=w.name(way.name))
            grid = (way.schedule.imported_kw - way.schedule.exported_kw)[at]
            yield Trace(POWER, key, label, "kW", grid, look=look)
        label = w("net load, no storage") if sun.any() else w("load, no storage")
        look = (("color", WITHOUT), ("linewidth", 1.2), ("zorder", 2))
        yield Trace(POWER, "without", label, "kW", without, look=look)
        if sun.any():
            look = (("color", style.LOAD), ("linewidth", 1.2), ("zorder", 2))
            load = demand_kw(outcome.optimum.schedule)[at]
            yield Trace(POWER, "load", w("load"), "kW", load, look=look)
            look = (("color", style.SUN), ("alpha", 0.75))
            yield Trace(POWER, "sun", w("generation"), "kW", sun, "fill", look)

    def _storage(self) -> Iterator[Trace]:
        """Charge down, discharge up."""
        for key, way, look in self._ways(1):
            name = self.words.name(way.name)
            label = self.words("storage, {way}", way=name)
            power = way.schedule.storage_kw[self.where]
            best = way is self.outcome.optimum
            how: Look = (("color", OPTIMUM), ("alpha", 0.9), ("linewidth", 0)) if best else look
            yield Trace(STORAGE, key, label, "kW", power, "fill" if best else "step", how, name)

    def _soc(self) -> Iterator[Trace]:
        """State of charge at the ends of the periods."""
        previous = int(self.outcome.case.horizon.previous[self.where.start])
        for key, way, look in self._ways(1):
            if not way.schedule.stores:
                continue
            level = 100 * soc(self.outcome.case, way.schedule)
            first = 100 * soc_start(self.outcome.case, way.schedule)
            before = float(level[previous]) if previous >= 0 else first
            name = self.words.name(way.name)
            label = self.words("state of charge, {way}", way=name)
            yield Trace(SOC, key, label, "%", level[self.where], "line", look, name, before)

    def _ways(self, rules: int) -> Iterator[tuple[str, Way, Look]]:
        """The optimum, and as many rules as can be told apart."""
        yield "optimum", self.outcome.optimum, (("color", OPTIMUM), ("linewidth", 2), ("zorder", 4))
        both = zip(self.outcome.ways[1:-1][:rules], RULES, strict=False)
        for n, (way, colour) in enumerate(both):
            yield f"rule{n}", way, (("color", colour), ("zorder", 5), *THIN)

    @property
    def _least(self) -> float:
        """Least power in the panel of powers."""
        return min(float(t.values.min()) for t in self.traces if t.panel == POWER)

    def _bands(self, ax: Axes, colours: dict[str, str], alpha: float) -> None:
        """Periods as bands behind the data, strongest behind the prices."""
        names = self.paid.period[self.where]
        starts = [t for t in range(len(names)) if t == 0 or names[t] != names[t - 1]]
        for a, b in zip(starts, [*starts[1:], len(names)], strict=True):
            if names[a]:
                edges = self.at[a], self.at[b]
                ax.axvspan(*edges, color=colours[names[a]], alpha=alpha, linewidth=0, zorder=0)
        ax.grid(axis="x", visible=False)

    def _frame_prices(self, ax: Axes, colours: dict[str, str]) -> None:
        handles: list[Artist] = []
        prices = [trace for trace in self.traces if trace.panel == PRICE]
        if len(prices) > 1:
            handles = [_key(trace) for trace in prices]
        there = set(self.paid.period[self.where])
        for name, price in self.paid.by_period.items():
            if name in there:
                label = f"{self.words.name(name)}  {price:.4g}"
                handles.append(Patch(color=colours[name], alpha=style.BAND, label=label))
        ax.set_ylabel(f"{self.words('price')}\n{self.words.name(self.outcome.currency)}/kWh")
        low = min(0.0, *(float(trace.values.min()) for trace in prices))
        high = max(float(trace.values.max()) for trace in prices)
        ax.set_ylim(low * 1.1, high * 1.12 + 1e-9)
        if handles:
            legend(ax, handles)

    def _frame_storage(self, power: Axes, level: Axes) -> None:
        rated = sum(s.rated_kw for s in self.outcome.case.storages)
        power.set_ylim(-1.15 * rated, 1.15 * rated)
        power.axhline(0, color="#666666", linewidth=0.8)
        thousands(power)
        power.set_ylabel(f"{self.words('← charge  discharge →')}\nkW")
        level.set_ylim(0, 100)
        level.set_yticks([0, 25, 50, 75, 100])
        level.set_ylabel(self.words("state of\ncharge, %"))
        for ax, panel in ((power, STORAGE), (level, SOC)):
            if shown := [_key(t) for t in self.traces if t.panel == panel]:
                legend(ax, shown)


def _draw(ax: Axes, trace: Trace, edges: FloatArray) -> None:
    look: dict[str, Any] = dict(trace.look) | {"label": trace.label, "gid": SERIES + trace.key}
    if trace.how == "line":
        ax.plot(edges, [trace.before, *trace.values], **look)
    elif trace.how == "fill":
        ax.stairs(trace.values, edges, fill=True, **look)
    else:
        ax.stairs(trace.values, edges, baseline=None, **look)


def _key(trace: Trace) -> Artist:
    """What a legend shows of a trace."""
    label = trace.short or trace.label
    look: dict[str, Any] = dict(trace.look) | {"label": label, "gid": SERIES + trace.key}
    if trace.how == "fill":
        return Patch(**look)
    return Line2D([], [], **look)


def _frame_powers(ax: Axes, words: Words, least: float) -> None:
    if least < 0:
        ax.axhline(0, color="#666666", linewidth=0.8)
    else:
        ax.set_ylim(bottom=0)
    thousands(ax)
    ax.set_ylabel(f"{words('power')}\nkW")
    legend(ax)


def _clock(ax: Axes, edges: FloatArray, words: Words) -> None:
    """Hours of the local day; of several days, their midnights too."""
    first, last = edges[0], edges[-1]
    span = last - first
    every = next(h for h in (1, 2, 6, 12, 24) if span / h <= 14 or h == 24)
    ticks = np.arange(np.ceil(first / every) * every, last + 1e-9, every)
    names = ["24:00" if h == last and h == 24 else f"{int(h) % 24:02d}:00" for h in ticks]
    ax.set_xticks(ticks, names)
    ax.set_xlabel(words("local time"))
