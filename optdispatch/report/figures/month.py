"""A month of real days: what was drawn at most each day, and what the storage moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.report.figures.canvas import SERIES, legend, panels, thousands
from optdispatch.report.figures.plate import Trace, Traced
from optdispatch.report.numbers import shown
from optdispatch.report.style import OPTIMUM, RULES, WITHOUT
from optdispatch.study import Outcome, Way


@dataclass(frozen=True)
class Month(Traced):
    """Daily peaks, and daily charge and discharge, of one month."""

    outcome: Outcome
    where: BoolArray
    """Periods of the month, shape (T,)."""

    @cached_property
    def days(self) -> FloatArray:
        """Day of the month in which each period lies."""
        days = self.outcome.case.horizon.index[self.where].day
        return cast("FloatArray", days.to_numpy().astype(np.float64))

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`."""
        return np.unique(self.days)

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        return pd.Series(self.at.astype(int), name=self.words("day of the month"))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        moved = self._moved() if self.outcome.case.storages else ()
        return (*self._peaks(), *moved)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        heights = [2.3, 2.0] if self.outcome.case.storages else [2.3]
        figure, axes = panels(heights, self.title, self.says)
        self._draw_peaks(axes[0])
        if len(axes) > 1:
            self._draw_moved(axes[1])
        for ax in axes:
            ax.set_xlim(self.at[0] - 0.6, self.at[-1] + 0.6)
            ax.grid(axis="x", visible=False)
        axes[-1].set_xticks(self.at, [f"{day:g}" for day in self.at])
        axes[-1].set_xlabel(self.words("day of the month"))
        return figure

    def _peaks(self) -> Iterator[Trace]:
        """The highest draw of each day."""
        without, *rules, best = self.outcome.ways
        dashed: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.0, "marker": "^"}
        drawn: list[tuple[str, Way, str, dict[str, Any]]]
        drawn = [("without", without, WITHOUT, {"marker": "o"})]
        for n, (rule, colour) in enumerate(zip(rules, RULES, strict=False)):
            drawn.append((f"rule{n}", rule, colour, dashed))
        for key, way, colour, look in [*drawn, ("optimum", best, OPTIMUM, {"marker": "s"})]:
            peak = self._daily(way.schedule.imported_kw, np.maximum)
            name = self.words.name(way.name)
            top = self.words("{kw} kW in the month", kw=shown(peak.max()))
            label = self.words("highest draw, {way}", way=name)
            style = tuple((look | {"color": colour, "markersize": 3.5}).items())
            yield Trace(0, key, label, "kW", peak, "line", style, f"{name}\n{top}")

    def _moved(self) -> Iterator[Trace]:
        """Energy charged and discharged each day, at the bus."""
        ways = [("optimum", self.outcome.optimum, OPTIMUM)]
        ways += [("rule0", way, RULES[0]) for way in self.outcome.ways[1:-1][:1]]
        for key, way, colour in ways:
            name = self.words.name(way.name)
            for charges in (False, True):
                stores = way.schedule.stores.values()
                powers = (s.charge_kw if charges else s.discharge_kw for s in stores)
                power = sum(powers, np.zeros(len(self.where)))
                energy = self._daily(power * self.outcome.case.horizon.hours, np.add)
                look: dict[str, Any] = {"color": colour, "linewidth": 0}
                look |= {"alpha": 0.55} if charges else {}
                said = self.words("charged, {way}" if charges else "discharged, {way}", way=name)
                yield Trace(1, key, said, "kWh", energy, "bar", tuple(look.items()))

    def _draw_peaks(self, ax: Axes) -> None:
        handles: list[Artist] = []
        for trace in (t for t in self.traces if t.panel == 0):
            look, gid = dict(trace.look), SERIES + trace.key
            handles += ax.plot(self.at, trace.values, label=trace.short, gid=gid, **look)
            top = float(trace.values.max())
            ax.axhline(top, color=look["color"], linewidth=0.8, linestyle=":", gid=gid)
        ax.set_ylim(bottom=0)
        thousands(ax)
        ax.set_ylabel(f"{self.words('highest draw of the day')}\nkW")
        legend(ax, handles)

    def _draw_moved(self, ax: Axes) -> None:
        traces = [t for t in self.traces if t.panel == 1]
        ways = list(dict.fromkeys(t.key for t in traces))
        width = 0.4 if len(ways) > 1 else 0.7
        handles: list[Artist] = []
        for n, trace in enumerate(traces):
            sign = -1 if n % 2 else 1
            at = self.at + (ways.index(trace.key) - (len(ways) - 1) / 2) * width
            look, gid = dict(trace.look), SERIES + trace.key
            bars = _bars(at, sign * trace.values, width)
            ax.add_collection(PolyCollection([*bars], gid=gid, **look))
            handles.append(Patch(label=trace.label, gid=gid, **look))
        ax.autoscale_view()
        ax.axhline(0, color="#666666", linewidth=0.8)
        thousands(ax)
        ax.set_ylabel(f"{self.words('← charged  discharged →')}\n{self.words('kWh a day')}")
        legend(ax, handles)

    def _daily(self, values: FloatArray, add: "np.ufunc") -> FloatArray:
        """Values of the periods put together by day."""
        starts = np.flatnonzero(np.diff(self.days, prepend=-1))
        together: FloatArray = add.reduceat(values[self.where], starts)
        return together


def _bars(at: FloatArray, values: FloatArray, width: float) -> FloatArray:
    """Corners of bars, shape (N, 4, 2): drawn as one, they take a tenth as long."""
    left, right, base = at - width / 2, at + width / 2, np.zeros(len(at))
    x, y = np.stack([left, left, right, right], 1), np.stack([base, values, values, base], 1)
    return np.stack([x, y], 2)
