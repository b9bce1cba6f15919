"""Figures of a study: a map of two axes, and how often a measure comes to what."""

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optdispatch.horizon import FloatArray
from optdispatch.report.figures.canvas import beside, legend, panels
from optdispatch.report.measures import along, drawn, ordinate, written
from optdispatch.report.numbers import percent
from optdispatch.report.style import ENERGY, OPTIMUM, RULE, WITHOUT
from optdispatch.study.axis import shown
from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.designs.grid import Grid
from optdispatch.study.campaign.plan import StudyPlan
from optdispatch.study.campaign.store import Row
from optdispatch.study.campaign.summary import Outturn
from optdispatch.study.valuation import MEASURES

BINS = 60
"""Bars at most, beyond which a histogram says no more."""
TICKS = 12
"""Steps of an axis that are all named."""


def heat(plan: StudyPlan, grid: Grid, rows: Iterable[Row], measure: str) -> Figure:
    """A measure over two axes, the first across; points without a number are blank."""
    across, up = plan.study.axes
    steps = grid.steps(across), grid.steps(up)
    values = np.full((len(steps[1]), len(steps[0])), np.nan)
    for row in rows:
        number = (row.numbers or {}).get(measure)
        i, j = divmod(row.number, len(steps[1]))
        values[j, i] = np.nan if number is None else drawn(number, measure)
    says = f"{plan.base.name}, moved along two axes at once; blank where there is no such number"
    figure, (ax,) = panels([4.6], f"{plan.name}: {MEASURES[measure].title}", says)
    x, y = _places(steps[0]), _places(steps[1])
    mesh = ax.pcolormesh(x, y, values, shading="nearest", cmap=ENERGY, rasterized=True)
    _contours(ax, x, y, values)
    _named(ax, 0, across, steps[0])
    _named(ax, 1, up, steps[1])
    ax.grid(visible=False)
    bar = figure.colorbar(mesh, cax=beside(figure, ax))
    bar.set_label(ordinate(measure, plan.base.tariff.currency))
    return figure


def histogram(plan: StudyPlan, found: Outturn) -> Figure:
    """How many points come to what, with P10, P50 and P90, and the hurdle."""
    measure, told = found.measure, found.told * drawn(1.0, found.measure)
    none = f"; {found.none:,} points have none" if found.none else ""
    says = f"{plan.base.name}: {len(told):,} points, {plan.study.design.kind.replace('_', ' ')}, "
    says += f"seed {plan.study.seed}{none}"
    figure, (ax,) = panels([3.8], f"{plan.name}: {MEASURES[measure].title}", says)
    edges = np.histogram_bin_edges(told, bins="auto")
    if len(edges) > BINS + 1:
        edges = np.histogram_bin_edges(told, bins=BINS)
    ax.hist(told, bins=list(edges), color=OPTIMUM, alpha=0.75, linewidth=0)
    unit = MEASURES[measure].unit
    for (name, value), style in zip(found.quantiles.items(), (":", "-", "--"), strict=True):
        label = f"{name}: {written(value, unit)}"
        ax.axvline(
            drawn(value, measure), color=WITHOUT, linewidth=1.2, linestyle=style, label=label
        )
    if found.hurdle is not None and (chance := found.chance_below) is not None:
        label = f"hurdle: {written(found.hurdle, unit)}\n{percent(chance, 1)} below"
        ax.axvline(drawn(found.hurdle, measure), color=RULE, linewidth=1.6, label=label)
    ax.set_xlabel(ordinate(measure, plan.base.tariff.currency))
    ax.set_ylabel("points")
    legend(ax)
    return figure


def _places(steps: Sequence[object]) -> FloatArray:
    """Where steps stand: at their numbers where these rise or fall, else one after the other."""
    places = np.arange(len(steps), dtype=np.float64)
    if all(isinstance(s, (int, float)) and not isinstance(s, bool) for s in steps):
        numbers = np.array(steps, dtype=np.float64)
        rises = np.diff(numbers)
        places = numbers if (rises > 0).all() or (rises < 0).all() else places
    return places


def _contours(ax: Axes, x: FloatArray, y: FloatArray, values: FloatArray) -> None:
    """Lines of equal value, where there is room for some."""
    if min(values.shape) < 3 or np.isnan(values).any() or np.ptp(values) == 0:
        return
    lines = ax.contour(x, y, values, levels=6, colors="white", linewidths=0.8)
    ax.clabel(lines, fontsize=8)


def _named(ax: Axes, which: int, axis: Along, steps: Sequence[object]) -> None:
    """Name an axis, and its steps where they are few."""
    one = ax.xaxis if which == 0 else ax.yaxis
    factors = " ×" if axis.values is None else ""
    one.set_label_text(f"{along(axis.name)}{factors}")
    if len(steps) <= TICKS:
        one.set_ticks(_places(steps).tolist(), [shown(step) for step in steps])
