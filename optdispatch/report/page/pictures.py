"""Figures for a page: their SVG, and what the script needs to read values off them."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from optdispatch.report.figures.plate import Plate
from optdispatch.report.figures.press import Press
from optdispatch.report.page.parts import Picture

Rows: TypeAlias = list[list[float | str | None]]
DIGITS = 6
"""Significant digits of the data on a page."""


def picture(plate: Plate, press: Press) -> Picture:
    """A figure, drawn if it has not been."""
    drawn, frame = press(plate), plate.frame
    figure = drawn.figure
    axes = figure.axes[:1] if plate.reading == "map" else figure.axes
    boxes = [ax.get_position() for ax in axes]
    of: list[int] = []
    rows: Rows = [[_plain(v) for v in row] for row in frame.itertuples(index=False)]
    if plate.reading == "map":
        rows, of = _folded(rows)
    span = [*axes[0].get_xlim(), *axes[0].get_ylim()]
    return Picture(
        name=plate.name,
        title=plate.title,
        says=plate.says,
        svg=drawn.svg,
        panels=[[round(v, 5) for v in (b.x0, 1 - b.y1, b.width, b.height)] for b in boxes],
        span=[round(float(v), 6) for v in span],
        reading=plate.reading,
        at=[round(float(v), 6) for v in plate.at],
        heads=[str(head) for head in frame.columns],
        rows=rows,
        of=of,
    )


def pictures(plates: Iterable[Plate], press: Press) -> list[Picture]:
    """Figures, drawn in their order."""
    return [picture(plate, press) for plate in plates]


def _folded(rows: Rows) -> tuple[Rows, list[int]]:
    """A map's rows with each column once, and which of them each date has."""
    names, *columns = zip(*rows, strict=True)
    found: dict[tuple[float | str | None, ...], int] = {}
    of = [found.setdefault(column, len(found)) for column in columns]
    return [list(row) for row in zip(names, *found, strict=True)], of


def _plain(value: object) -> float | str | None:
    """A number as JSON has it, in few digits; none for what is not there."""
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
    return str(value)
