"""A month of real days: what was drawn at most each day, and what the storage moved."""

from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optdispatch.horizon import BoolArray, FloatArray
from optdispatch.report import style
from optdispatch.report.daytypes import MONTHS
from optdispatch.report.figures.canvas import beside, legend, panels, thousands
from optdispatch.report.site import soc
from optdispatch.report.style import OPTIMUM, RULES, WITHOUT
from optdispatch.study import Outcome, Way

MONTHS_ALONE = 62
"""Days beyond which a map marks no days but the first of a month."""


def month(outcome: Outcome, where: BoolArray, title: str, subtitle: str) -> Figure:
    """Daily peaks, and daily charge and discharge, of the periods `where` of one month."""
    heights = [2.3, 2.0] if outcome.case.storages else [2.3]
    figure, axes = panels(heights, title, subtitle)
    days = outcome.case.horizon.index[where].day.to_numpy()
    _peaks(axes[0], outcome, where, days)
    if outcome.case.storages:
        _energy(axes[1], outcome, where, days)
    last = axes[-1]
    last.set_xticks(np.unique(days))
    last.set_xlim(days.min() - 0.6, days.max() + 0.6)
    last.set_xlabel("day of the month")
    for ax in axes:
        ax.grid(axis="x", visible=False)
    return figure


def _peaks(ax: Axes, outcome: Outcome, where: BoolArray, days: FloatArray) -> None:
    """The highest draw of each day, and of the month."""
    without, *rules, best = outcome.ways
    dashed: dict[str, Any] = {"linestyle": (0, (4, 2)), "linewidth": 1.0, "marker": "^"}
    drawn: list[tuple[Way, str, dict[str, Any]]] = [(without, WITHOUT, {"marker": "o"})]
    drawn += [(rule, colour, dashed) for rule, colour in zip(rules, RULES, strict=False)]
    for way, colour, look in [*drawn, (best, OPTIMUM, {"marker": "s"})]:
        peak = _daily(way.schedule.imported_kw[where], days).max()
        top = peak.to_numpy().max()
        label = f"{way.name}\n{top:,.0f} kW in the month"
        ax.plot(peak.index, peak, color=colour, markersize=3.5, label=label, **look)
        ax.axhline(top, color=colour, linewidth=0.8, linestyle=":")
    ax.set_ylim(bottom=0)
    thousands(ax)
    ax.set_ylabel("highest draw of the day\nkW")
    legend(ax)


def _energy(ax: Axes, outcome: Outcome, where: BoolArray, days: FloatArray) -> None:
    """Energy charged (down) and discharged (up) each day, at the bus."""
    handles: list[Artist] = []
    ways = [outcome.optimum, *outcome.ways[1:-1][:1]]
    for n, (way, colour) in enumerate(zip(ways, (OPTIMUM, RULES[0]), strict=False)):
        up, down = (_moved(outcome, way, where, days, charged=c) for c in (False, True))
        at = up.index.to_numpy() + (n - (len(ways) - 1) / 2) * 0.4
        width = 0.4 if len(ways) > 1 else 0.7
        ax.bar(at, up, width=width, color=colour, linewidth=0)
        ax.bar(at, -down, width=width, color=colour, linewidth=0, alpha=0.55)
        handles += [
            Patch(color=colour, label=f"{way.name}, out"),
            Patch(color=colour, alpha=0.55, label=f"{way.name}, in"),
        ]
    ax.axhline(0, color="#666666", linewidth=0.8)
    thousands(ax)
    ax.set_ylabel("← charged  discharged →\nkWh a day")
    legend(ax, handles)


def heat(outcome: Outcome, title: str, subtitle: str) -> Figure:
    """Storage power by date and time of day: what the year looks like from afar."""
    rated = sum(s.rated_kw for s in outcome.case.storages)
    look = {"cmap": style.STORAGE, "vmin": -rated, "vmax": rated}
    figure, bar = _map(outcome, outcome.optimum.schedule.storage_kw, look, title, subtitle)
    bar.set_label("← charge   kW   discharge →")
    thousands(bar.ax)
    return figure


def filled(outcome: Outcome, title: str, subtitle: str) -> Figure:
    """State of charge by date and time of day."""
    level = 100 * soc(outcome.case, outcome.optimum.schedule)
    look = {"cmap": style.ENERGY, "vmin": 0, "vmax": 100}
    figure, bar = _map(outcome, level, look, title, subtitle)
    bar.set_label("state of charge, %")
    return figure


def _map(
    outcome: Outcome, values: FloatArray, look: dict[str, Any], title: str, subtitle: str
) -> tuple[Figure, Any]:
    """Values by date and time of day, and the bar of their colours."""
    horizon = outcome.case.horizon
    table = pd.Series(values).groupby([horizon.minute, horizon.index.date]).mean().unstack()
    figure, (ax,) = panels([4.2], title, subtitle)
    hours = np.append(table.index.to_numpy() / 60, 24.0)
    across = np.arange(table.shape[1] + 1)
    mesh = ax.pcolormesh(across, hours, table.to_numpy(), rasterized=True, **look)
    days = cast("list[date]", list(table.columns))
    marked = {1} if len(days) > MONTHS_ALONE else set(range(1, 32, 5))
    ticks = [i for i, day in enumerate(days) if day.day in marked]
    names = [f"{days[i].day} {MONTHS[days[i].month - 1]}" for i in ticks]
    ax.set_xticks(ticks, names)
    ax.set_yticks(range(0, 25, 3), [f"{h:02d}:00" for h in range(0, 25, 3)])
    ax.set_ylim(0, 24)
    ax.set_ylabel("local time")
    ax.grid(visible=False)
    bar = figure.colorbar(mesh, cax=beside(figure, ax))
    bar.outline.set_visible(False)
    return figure, bar


def _moved(outcome: Outcome, way: Way, where: BoolArray, days: FloatArray, *, charged: bool) -> Any:
    """Energy charged, or discharged, by day of the month. [kWh]"""
    stores = way.schedule.stores.values()
    power = sum((s.charge_kw if charged else s.discharge_kw for s in stores), np.zeros(len(where)))
    return _daily(power[where] * outcome.case.horizon.hours, days).sum()


def _daily(values: FloatArray, days: FloatArray) -> Any:
    """Values by day of the month, to be drawn together; pandas has no fit type for it."""
    return pd.Series(values).groupby(days)
