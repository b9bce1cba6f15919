"""A meter's readings: by date and time of day, and in order of size."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from optdispatch.meter import Survey
from optdispatch.report import style
from optdispatch.report.daytypes import MONTHS
from optdispatch.report.figures.canvas import beside, panels
from optdispatch.report.numbers import compact, shown

TICKS = 14
"""Most months that are named on an axis."""
SCALE = "YlOrRd"
FLAT = 0.3
"""Where power hardly ever falls below this share of the peak, colours begin there, not at 0."""
SHARES = (0.01, 0.05, 0.25, 0.5)
"""Shares of the time at which the duration curve is read."""


def year_map(survey: Survey) -> Figure:
    """Power by date and time of day; the peak is ringed, what is missing is grey."""
    peak = survey.total
    says = (
        f"{_energy(peak.energy_kwh)} kWh; the ring is the peak, {compact(peak.peak_kw)} kW on "
        f"{_when(peak.peak_start)}"
    )
    title = f"{_title(survey)}: power by date and time of day"
    table = _by_time(survey)
    days = pd.DatetimeIndex(table.columns)
    colours = _colours(survey)
    says += "; grey is what was not read" if survey.gaps else ""
    figure, (ax,) = panels([4.2], title, says)
    hours = np.append(table.index.to_numpy() / 60, 24.0)
    values = np.ma.masked_invalid(table.to_numpy())
    mesh = ax.pcolormesh(np.arange(len(days) + 1), hours, values, **colours)
    ax.set_facecolor("#bdbdbd")
    _ring(ax, peak.peak_start, days[0], survey.laid.hours)
    _months(ax, days)
    ax.set_yticks(range(0, 25, 3), [f"{h:02d}:00" for h in range(0, 25, 3)])
    ax.set_ylim(0, 24)
    ax.set_ylabel("time of day")
    ax.grid(visible=False)
    cut = float(np.nanmin(survey.power_kw)) < colours["vmin"]
    bar = figure.colorbar(mesh, cax=beside(figure, ax), extend="min" if cut else "neither")
    bar.set_label("kW")
    bar.ax.yaxis.set_major_formatter(_plain)
    bar.outline.set_visible(False)
    return figure


def duration(survey: Survey) -> Figure:
    """The readings in order of size: for how many hours power was how high."""
    total = survey.total
    power = np.sort(survey.power_kw[np.isfinite(survey.power_kw)])[::-1]
    hours = np.arange(len(power) + 1) * survey.laid.hours
    says = f"{compact(hours[-1])} hours, {_energy(total.energy_kwh)} kWh" + (
        "" if np.isnan(total.load_factor) else f", load factor {total.load_factor:.2f}"
    )
    figure, (ax,) = panels([3.6], f"{_title(survey)}: for how long power was how high", says)
    ax.fill_between(hours[:-1], power, color=style.OPTIMUM, alpha=0.14, linewidth=0, step="post")
    ax.step(hours, np.append(power, power[-1]), color=style.OPTIMUM, where="post")
    ax.set_xlim(0, hours[-1])
    ax.set_ylim(min(0.0, 1.05 * float(power.min())), 1.06 * max(0.0, float(power.max())) or 1.0)
    mean = float(power.mean())
    ax.axhline(mean, color=style.WITHOUT, linewidth=0.9, linestyle=(0, (4, 2)))
    ax.annotate("mean", (hours[-1], mean), (-4, 3), textcoords="offset points", ha="right", size=8)
    said = [("one step", float(power[0])), *_read_at(ax, power, hours)]
    said += [("all hours", float(power[-1])), ("mean", mean)]
    ax.text(1.03, 1.0, "kW or more in", transform=ax.transAxes, va="top", size=9, weight="bold")
    for n, (name, value) in enumerate(said):
        at: dict[str, Any] = {"transform": ax.transAxes, "va": "top", "size": 8}
        ax.text(1.03, 0.9 - 0.085 * n, name, color="#444444", **at)
        ax.text(1.225, 0.9 - 0.085 * n, shown(value, 1), ha="right", **at)
    ax.set_xlabel("hours")
    ax.xaxis.set_major_formatter(_plain)
    ax.yaxis.set_major_formatter(_plain)
    ax.set_ylabel("kW")
    return figure


def _by_time(survey: Survey) -> pd.DataFrame:
    """Power by minute of the day and date; NaN where none is read. [kW]"""
    wall = survey.laid.index.tz_localize(None)
    minute = wall.hour * 60 + wall.minute
    table = pd.Series(survey.power_kw).groupby([minute, wall.normalize()]).mean().unstack()
    return table.reindex(np.arange(0, 24 * 60, round(survey.laid.hours * 60)))


def _ring(ax: Axes, start: pd.Timestamp, first: pd.Timestamp, step_h: float) -> None:
    """A ring round a reading."""
    wall = start.tz_localize(None)
    at = (wall.normalize() - first).days + 0.5, wall.hour + wall.minute / 60 + step_h / 2
    look: dict[str, Any] = {"markersize": 9, "markerfacecolor": "none", "clip_on": False}
    ax.plot(*at, "o", markeredgecolor="white", markeredgewidth=2.6, **look)
    ax.plot(*at, "o", markeredgecolor="black", markeredgewidth=1.2, **look)


def _read_at(ax: Axes, power: Any, hours: Any) -> list[tuple[str, float]]:
    """Marks on the curve, and what they say."""
    found = []
    for share in SHARES:
        n = min(len(power) - 1, int(share * len(power)))
        ax.plot(hours[n], power[n], "o", color=style.RULE, markersize=4.5, zorder=3)
        found.append((f"{100 * share:g} % of hours", float(power[n])))
    return found


def _colours(survey: Survey) -> dict[str, Any]:
    """From nothing to the peak; where power goes both ways, from blue through white to red."""
    power = survey.power_kw[np.isfinite(survey.power_kw)]
    low, high = float(power.min()), float(power.max())
    look: dict[str, Any] = {"rasterized": True}
    if low < 0 < high:
        most = max(-low, high)
        return look | {"cmap": "RdBu_r", "vmin": -most, "vmax": most}
    if low == high:
        return look | {"cmap": SCALE, "vmin": min(0.0, low), "vmax": max(0.0, high) or 1.0}
    usual = float(np.quantile(power, 0.005))
    begin = usual if usual > FLAT * high > 0 else min(0.0, low)
    return look | {"cmap": SCALE, "vmin": begin, "vmax": high}


def _months(ax: Axes, days: pd.DatetimeIndex) -> None:
    """Name the first of each month; of few days, some of them."""
    firsts = np.flatnonzero(days.day == 1).tolist()
    if len(firsts) < 3:
        marked = list(range(0, len(days), max(1, len(days) // 10)))
        names = [f"{days[n].day} {MONTHS[days[n].month - 1]}" for n in marked]
    else:
        marked = firsts[:: -(-len(firsts) // TICKS)]
        names = [
            MONTHS[days[n].month - 1]
            + (f"\n{days[n].year}" if n == marked[0] or days[n].month == 1 else "")
            for n in marked
        ]
    ax.set_xticks(marked, names)
    for label in ax.get_xticklabels():
        label.set_horizontalalignment("left" if len(firsts) >= 3 else "center")


def _title(survey: Survey) -> str:
    """The file's name without its folder, if the font has its letters."""
    name = survey.name.rpartition("/")[2]
    font = get_font(findfont(FontProperties()))
    return name if all(font.get_char_index(ord(letter)) for letter in name) else "the meter"


def _plain(value: float, _: object = None) -> str:
    """A tick with separators, and no zeros that say nothing."""
    return f"{value:,.10g}".replace("-", "−")


def _energy(kwh: float) -> str:
    return shown(kwh) if abs(kwh) >= 100 else compact(kwh)


def _when(start: pd.Timestamp) -> str:
    return f"{start.day} {MONTHS[start.month - 1]} {start:%Y %H:%M}"
