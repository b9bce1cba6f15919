"""A blank figure in the one style, without a display and without global state."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from optdispatch.report.style import LOOK

WIDTH = 9.6
"""Inches; at 110 dots an inch, 1056 pixels."""
LEFT, RIGHT, TOP, BOTTOM, BETWEEN = 1.0, 1.85, 0.66, 0.5, 0.2
"""Margins in inches: for labels, for legends, for the title, for the clock, between panels."""
LEGEND = 22
"""Letters in a line of a legend."""


@contextmanager
def look() -> Iterator[None]:
    """The style, for as long as a figure is drawn and saved."""
    with mpl.rc_context(cast("Any", LOOK)):
        yield


def panels(heights: Sequence[float], title: str, subtitle: str = "") -> tuple[Figure, list[Axes]]:
    """Panels one below the other that share their abscissa, and room for legends on the right.

    Margins are fixed, since a layout that measures every text takes longer than the drawing.
    """
    lines, below = textwrap.wrap(title, 88) or [""], textwrap.wrap(subtitle, 110)
    top = TOP + 0.2 * (len(lines) - 1) + 0.16 * max(0, len(below) - 1)
    height = sum(heights) + BETWEEN * (len(heights) - 1) + top + BOTTOM
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    axes: list[Axes] = []
    above = height - top
    for panel in heights:
        above -= panel
        box = (LEFT / WIDTH, above / height, 1 - (LEFT + RIGHT) / WIDTH, panel / height)
        axes.append(figure.add_axes(box, sharex=axes[0] if axes else None))
        above -= BETWEEN
    for ax in axes:
        ax.tick_params(labelbottom=ax is axes[-1])
        ax.yaxis.set_label_coords(-0.56 * LEFT / (WIDTH - LEFT - RIGHT), 0.5)
    left = LEFT / WIDTH
    figure.text(left, 1 - 0.13 / height, "\n".join(lines), va="top", size=12, weight="bold")
    figure.text(
        left, 1 - (top - 0.1) / height, "\n".join(below), va="bottom", size=9, color="#444444"
    )
    return figure, axes


def legend(axes: Axes, handles: Iterable[Artist] | None = None) -> None:
    """A legend to the right of the data, its words wrapped."""
    drawn = list(axes.get_legend_handles_labels()[0] if handles is None else handles)
    words = [str(handle.get_label()).split("\n") for handle in drawn]
    labels = [
        "\n".join(w for line in lines for w in textwrap.wrap(line, LEGEND)) for lines in words
    ]
    axes.legend(drawn, labels, loc="upper left", bbox_to_anchor=(1.01, 1.04), borderaxespad=0.0)


def beside(figure: Figure, axes: Axes) -> Axes:
    """A narrow panel in the right margin, as high as `axes`, for a scale of colours."""
    box = axes.get_position()
    return figure.add_axes((box.x1 + 0.15 / WIDTH, box.y0, 0.16 / WIDTH, box.height))


def thousands(axes: Axes) -> None:
    """Separators in the numbers of the ordinate."""
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def save(figure: Figure, path: Path) -> None:
    """Write a PNG. It carries no date, so the same figure is the same file."""
    figure.savefig(path, format="png", metadata={"Software": "optdispatch"})
