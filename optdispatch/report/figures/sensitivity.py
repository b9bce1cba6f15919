"""A tornado, and lines: how far a measure goes where one thing at a time is otherwise."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optdispatch.report.figures.canvas import WIDTH, legend, panels
from optdispatch.report.measures import NONE, along, ordinate, written
from optdispatch.report.measures import drawn as scaled
from optdispatch.report.style import LOAD, OPTIMUM, RULE, WITHOUT
from optdispatch.study.sensitivity import Point, Sensitivity
from optdispatch.study.valuation import MEASURES

DRAWN = ("npv_after_tax", "irr_after_tax", "equity_irr_after_tax")
"""Measures that have figures; where a case has no money, its saving has."""
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222", "#8a8a8a")
MARKS = "osD^vP*X"
BAR, EDGES = 0.4, (1.95, 0.3, 0.8, 0.55)
"""Inches: a bar with its gap; left, right, top and bottom of a tornado."""
FLAT = 1e-9
"""Share of the largest swing below which there is none."""


def drawn(found: Sensitivity) -> tuple[str, ...]:
    """Measures that are worth a figure."""
    there = tuple(name for name in DRAWN if name in found.base.measures)
    return there or ("saving_year_1",)


def tornado(found: Sensitivity, measure: str) -> Figure:
    """A bar an axis, from its least to its greatest, the widest on top."""
    axes = found.ranked(measure)
    left, right, top, bottom = EDGES
    height = top + bottom + BAR * len(axes)
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, BAR * len(axes) / height)
    ax = figure.add_axes(box)
    base = found.base.measures[measure]
    reached = [scaled(base or 0.0, measure)]
    for n, axis in enumerate(axes):
        reached += _bar(ax, n, found, axis, measure)
    ax.axvline(reached[0], color=WITHOUT, linewidth=1.0, zorder=3)
    _frame(ax, axes, min(reached), max(reached))
    ax.set_xlabel(ordinate(measure, found.case.tariff.currency))
    says = f"{found.case.name}, as it is: {written(base, MEASURES[measure].unit)}"
    x, line = 0.15 / WIDTH, 1 - 0.13 / height
    figure.text(x, line, _title(measure), va="top", size=12, weight="bold")
    figure.text(x, line - 0.28 / height, says, va="top", size=9, color="#444444")
    handles = [Patch(color=OPTIMUM, label="less of it"), Patch(color=RULE, label="more of it")]
    figure.legend(handles=handles, loc="upper right", ncols=2, bbox_to_anchor=(1 - x, line))
    return figure


def _frame(ax: Axes, axes: Sequence[str], least: float, most: float) -> None:
    """Names on the left, and room for words at both ends of the widest bar."""
    room = 0.2 * (most - least) or 1.0
    ax.set_xlim(least - room, most + room)
    ax.set_yticks(range(len(axes)), [along(axis) for axis in axes])
    ax.set_ylim(len(axes) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, labelsize=9)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", visible=False)


def lines(found: Sensitivity, measure: str) -> Figure:
    """A line an axis over what it was multiplied by; axes without numbers have none."""
    says = f"{found.case.name}: each thing moved by itself, and the dispatch found anew"
    figure, (ax,) = panels([4.4], _title(measure), says)
    numbered = [axis for axis in found.ranked(measure) if _steps(found, axis, measure)]
    for n, axis in enumerate(numbered):
        steps = _steps(found, axis, measure)
        factor, value = np.array(sorted(steps)).T
        colour, mark = COLOURS[n % len(COLOURS)], MARKS[n % len(MARKS)]
        style = "-" if n < len(COLOURS) else "--"
        label = along(axis)
        ax.plot(
            100 * (factor - 1), value, style, color=colour, marker=mark, markersize=4.5, label=label
        )
    base = found.base.measures[measure]
    if base is not None:
        ax.plot(0, scaled(base, measure), "o", color=WITHOUT, markersize=7, zorder=5)
        ax.axhline(scaled(base, measure), color="#999999", linewidth=0.8, linestyle=":")
    ax.axvline(0, color="#999999", linewidth=0.8, linestyle=":")
    ax.set_xlabel("change, %")
    ax.set_ylabel(ordinate(measure, found.case.tariff.currency))
    ax.yaxis.set_label_coords(-0.07, 0.5)
    if numbered:
        legend(ax)
    return figure


def _bar(ax: Axes, n: int, found: Sensitivity, axis: str, measure: str) -> list[float]:
    """One bar, and words on each side of it; the values that it reaches."""
    base, unit = found.base.measures[measure], MEASURES[measure].unit
    words: dict[bool, list[str]] = {False: [], True: []}
    reached = {False: 0.0, True: 0.0}
    origin = scaled(base or 0.0, measure)
    for point in _ends(found.along(axis), measure):
        step = scaled(point.measures[measure] or 0.0, measure) - origin
        if abs(step) <= FLAT * abs(origin):
            continue
        ax.barh(n, step, left=origin, height=0.62, color=_colour(point), linewidth=0)
        words[step > 0].append(f"{_short(point)}  {written(point.measures[measure], unit)}")
        reached[step > 0] = (max if step > 0 else min)(reached[step > 0], step)
    nowhere = [_short(p) for p in found.along(axis) if p.measures[measure] is None]
    words[False] += [f"{step}  {NONE}" for step in nowhere]
    if not words[False] and not words[True]:
        words[True].append("no effect")
    for right, texts in words.items():
        _told(ax, n, origin + reached[right], ",  ".join(texts), right=right)
    return [origin + step for step in reached.values()]


def _colour(point: Point) -> str:
    if point.factor is None:
        return LOAD
    return OPTIMUM if point.factor < 1 else RULE


def _ends(points: Sequence[Point], measure: str) -> list[Point]:
    """The points with the least and the greatest value, of those that have one."""
    told = [point for point in points if point.measures[measure] is not None]
    ranked = sorted(told, key=lambda point: point.measures[measure] or 0.0)
    return ranked if len(ranked) <= 1 else [ranked[0], ranked[-1]]


def _told(ax: Axes, n: int, at: float, text: str, *, right: bool) -> None:
    ax.annotate(
        text,
        (at, n),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        size=8,
        color="#444444",
    )


def _short(point: Point) -> str:
    return point.step.replace("× ", "×").removeprefix("= ")


def _steps(found: Sensitivity, axis: str, measure: str) -> list[tuple[float, float]]:
    """Factors and values of an axis, with the case as it is; none, where it has no factors."""
    points = [p for p in found.along(axis) if p.factor is not None]
    there = [(p.factor, p.measures[measure]) for p in (found.base, *points)] if points else []
    return [(f, scaled(v, measure)) for f, v in there if f is not None and v is not None]


def _title(measure: str) -> str:
    return f"What moves the {MEASURES[measure].title}"
