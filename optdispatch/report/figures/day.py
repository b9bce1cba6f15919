"""One day type, or a few real days: prices, powers, storage and its state of charge."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.report import style
from optdispatch.report.figures.canvas import legend, panels, thousands
from optdispatch.report.site import Prices, demand_kw, generation_kw, soc, soc_start
from optdispatch.report.style import OPTIMUM, RULES, WITHOUT
from optdispatch.study import Outcome, Way

THIN: dict[str, Any] = {"linewidth": 1.1, "linestyle": (0, (4, 2))}
"""How a rule is drawn, beside the optimum."""


@dataclass(frozen=True)
class Stretch:
    """The periods of a figure, as steps on a clock that starts at 0 h."""

    where: slice
    edges: FloatArray
    """Bounds of the periods, in hours, shape (T + 1,)."""
    previous: int
    """The period before the first; -1 where there is none."""

    @classmethod
    def of(cls, horizon: Horizon, where: slice) -> "Stretch":
        """Steps of some consecutive periods."""
        n = where.stop - where.start
        first = horizon.minute[where.start] / 60
        edges = first + horizon.hours * np.arange(n + 1)
        return cls(where, edges, int(horizon.previous[where.start]))


def day(outcome: Outcome, prices: Prices, where: slice, title: str, subtitle: str) -> Figure:
    """Four panels over the periods `where`; two, if there is no storage."""
    stretch = Stretch.of(outcome.case.horizon, where)
    heights = [1.25, 2.1, 1.5, 1.25] if outcome.case.storages else [1.25, 2.1]
    figure, axes = panels(heights, title, subtitle)
    bands = style.period_colours(prices.by_period)
    for ax in axes:
        _bands(ax, prices, stretch, bands, style.BAND if ax is axes[0] else style.FAINT)
    _prices(axes[0], outcome, prices, stretch, bands)
    _powers(axes[1], outcome, stretch)
    if outcome.case.storages:
        _storage(axes[2], outcome, stretch)
        _soc(axes[3], outcome, stretch)
    _clock(axes[-1], stretch)
    return figure


def _bands(
    ax: Axes, prices: Prices, stretch: Stretch, colours: dict[str, str], alpha: float
) -> None:
    """Periods as bands behind the data, strongest behind the prices."""
    names = prices.period[stretch.where]
    starts = [t for t in range(len(names)) if t == 0 or names[t] != names[t - 1]]
    for a, b in zip(starts, [*starts[1:], len(names)], strict=True):
        if names[a]:
            edges = stretch.edges[a], stretch.edges[b]
            ax.axvspan(*edges, color=colours[names[a]], alpha=alpha, linewidth=0, zorder=0)
    ax.grid(axis="x", visible=False)


def _prices(
    ax: Axes, outcome: Outcome, prices: Prices, stretch: Stretch, colours: dict[str, str]
) -> None:
    bought, sold = prices.bought[stretch.where], prices.sold[stretch.where]
    ax.stairs(bought, stretch.edges, color=WITHOUT, linewidth=1.6, baseline=None)
    handles: list[Artist] = []
    if sold.any():
        ax.stairs(sold, stretch.edges, color=style.SUN, baseline=None, **THIN)
        handles.append(Line2D([], [], color=WITHOUT, label="import"))
        handles.append(Line2D([], [], color=style.SUN, label="export", **THIN))
    there = set(prices.period[stretch.where])
    for name, price in prices.by_period.items():
        if name in there:
            label = f"{name}  {price:.4g}"
            handles.append(Patch(color=colours[name], alpha=style.BAND, label=label))
    ax.set_ylabel(f"price\n{outcome.currency}/kWh")
    low, high = min(0.0, float(np.min([bought, sold]))), float(np.max([bought, sold]))
    ax.set_ylim(low * 1.1, high * 1.12 + 1e-9)
    if handles:
        legend(ax, handles)


def _powers(ax: Axes, outcome: Outcome, stretch: Stretch) -> None:
    """Load, what the site needs without storage, and what is drawn with it."""
    best, at = outcome.optimum, stretch.where
    load, sun = (
        demand_kw(best.schedule)[at],
        generation_kw(outcome.ways[0].schedule)[at],
    )
    net = outcome.ways[0].schedule
    without = (net.imported_kw - net.exported_kw)[at]
    steps = partial(ax.stairs, edges=stretch.edges, baseline=None)
    steps(_grid(best)[at], color=OPTIMUM, linewidth=2.2, label="grid, optimum", zorder=4)
    for way, colour in _rules(outcome):
        steps(_grid(way)[at], color=colour, label=f"grid, {way.name}", zorder=3, **THIN)
    name = "net load" if sun.any() else "load"
    steps(without, color=WITHOUT, linewidth=1.2, label=f"{name}, no storage", zorder=2)
    if sun.any():
        steps(load, color=style.LOAD, linewidth=1.2, label="load", zorder=2)
        ax.stairs(sun, stretch.edges, color=style.SUN, fill=True, alpha=0.75, label="generation")
    if (np.array([*without, *_grid(best)[at]]) < 0).any():
        ax.axhline(0, color="#666666", linewidth=0.8)
    else:
        ax.set_ylim(bottom=0)
    thousands(ax)
    ax.set_ylabel("power\nkW")
    legend(ax)


def _storage(ax: Axes, outcome: Outcome, stretch: Stretch) -> None:
    """Charge down, discharge up."""
    power = outcome.optimum.schedule.storage_kw[stretch.where]
    ax.stairs(power, stretch.edges, fill=True, color=OPTIMUM, alpha=0.9, linewidth=0)
    handles: list[Artist] = [Patch(color=OPTIMUM, alpha=0.9, label="optimum")]
    for way, colour in _rules(outcome)[:1]:
        followed = way.schedule.storage_kw[stretch.where]
        ax.stairs(followed, stretch.edges, color=colour, baseline=None, **THIN)
        handles.append(Line2D([], [], color=colour, label=way.name, **THIN))
    rated = sum(s.rated_kw for s in outcome.case.storages)
    ax.set_ylim(-1.15 * rated, 1.15 * rated)
    ax.axhline(0, color="#666666", linewidth=0.8)
    thousands(ax)
    ax.set_ylabel("← charge  discharge →\nkW")
    legend(ax, handles)


def _soc(ax: Axes, outcome: Outcome, stretch: Stretch) -> None:
    """State of charge at the bounds of the periods."""
    for way, colour in [(outcome.optimum, OPTIMUM), *_rules(outcome)[:1]]:
        if not way.schedule.stores:
            continue
        level = soc(outcome.case, way.schedule)
        first = soc_start(outcome.case, way.schedule)
        before = level[stretch.previous] if stretch.previous >= 0 else first
        points = 100 * np.array([before, *level[stretch.where]])
        look: dict[str, Any] = {} if way is outcome.optimum else THIN
        ax.plot(stretch.edges, points, color=colour, label=way.name, **look)
    ax.set_ylim(0, 100)
    ax.set_yticks([0, 25, 50, 75, 100])
    ax.set_ylabel("state of\ncharge, %")
    legend(ax)


def _clock(ax: Axes, stretch: Stretch) -> None:
    """Hours of the local day; of several days, their midnights too."""
    first, last = stretch.edges[0], stretch.edges[-1]
    span = last - first
    every = next(h for h in (1, 2, 6, 12, 24) if span / h <= 14 or h == 24)
    ticks = np.arange(np.ceil(first / every) * every, last + 1e-9, every)
    names = ["24:00" if h == last and h == 24 else f"{int(h) % 24:02d}:00" for h in ticks]
    ax.set_xticks(ticks, names)
    ax.set_xlim(first, last)
    ax.set_xlabel("local time")


def _rules(outcome: Outcome) -> list[tuple[Way, str]]:
    """Rules and their colours; as many as can be told apart."""
    return list(zip(outcome.ways[1:-1], RULES, strict=False))


def _grid(way: Way) -> FloatArray:
    return way.schedule.imported_kw - way.schedule.exported_kw
