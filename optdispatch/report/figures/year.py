"""The year from afar: a map by date and time of day. Typical days stand on the days they are of."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from optdispatch.horizon import FloatArray, Horizon
from optdispatch.report.daytypes import month_name
from optdispatch.report.figures.canvas import beside, panels, thousands
from optdispatch.report.figures.plate import DIGITS, Plate, Reading
from optdispatch.report.words import Words

MONTHS_ALONE = 62
"""Days beyond which a map marks no days but the first of a month."""


@dataclass(frozen=True)
class Map(Plate):
    """Values by date and time of day."""

    reading: ClassVar[Reading] = "map"
    horizon: Horizon
    values: FloatArray
    scale: str
    """Words beside the scale of colours."""
    colours: str | tuple[str, ...]
    """Name of a colour map, or colours that it goes through."""
    limits: tuple[float, float]

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a time of day, in minutes, a column a date."""
        return by_date(self.values, self.horizon)

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: bounds of the times of day, in hours."""
        return np.append(self.table.index.to_numpy() / 60, 24.0)

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`."""
        table = self.table.round(DIGITS) + 0.0
        table.columns = [f"{day:%Y-%m-%d}" for day in self.table.columns]
        times = [f"{m // 60:02d}:{m % 60:02d}" for m in self.table.index]
        table.insert(0, self.words("local time"), times)
        return table.reset_index(drop=True)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (ax,) = panels([3.6], self.title, self.says)
        low, high = self.limits
        extent = (0.0, float(self.table.shape[1]), 0.0, 24.0)
        colours: str | Colormap = (
            self.colours
            if isinstance(self.colours, str)
            else LinearSegmentedColormap.from_list("prices", self.colours)
        )
        look: dict[str, Any] = {"cmap": colours, "vmin": low, "vmax": high}
        cells = np.ma.masked_invalid(self.table.to_numpy())
        picture = ax.imshow(
            cells, origin="lower", aspect="auto", extent=extent, interpolation="nearest", **look
        )
        ax.set_facecolor("#d9d9d9")
        _dates(ax, cast("list[date]", self.table.columns.to_list()), self.words)
        ax.set_yticks(range(0, 25, 3), [f"{h:02d}:00" for h in range(0, 25, 3)])
        ax.set_ylabel(self.words("local time"))
        ax.grid(visible=False)
        bar = figure.colorbar(picture, cax=beside(figure, ax))
        bar.outline.set_visible(False)
        bar.set_label(self.scale)
        if high >= 1000:
            thousands(bar.ax)
        return figure


def by_date(values: FloatArray, horizon: Horizon) -> pd.DataFrame:
    """Values by minute of the day and date; of typical days, on every day that each stands for.

    Where day types share their days, as those at rest do, the one of most days is shown. An hour
    that a clock repeats is shown as its mean.
    """
    if not all(ring.days for ring in horizon.rings):
        return pd.Series(values).groupby([horizon.minute, horizon.index.date]).mean().unstack()
    both = zip(horizon.rings, horizon.slices, strict=True)
    found = {d: values[s] for ring, s in sorted(both, key=lambda b: b[0].weight) for d in ring.days}
    return pd.DataFrame(
        {day: found[day] for day in sorted(found)}, index=horizon.minute[horizon.slices[0]]
    )


def _dates(ax: Axes, days: list[date], words: Words) -> None:
    marked = {1} if len(days) > MONTHS_ALONE else set(range(1, 32, 5))
    ticks = [i for i, day in enumerate(days) if day.day in marked]
    few = len(days) <= MONTHS_ALONE
    names = [
        words("{day} {month}", day=days[i].day, month=month_name(days[i].month, words))
        if few
        else month_name(days[i].month, words)
        for i in ticks
    ]
    ax.set_xticks(ticks, names)
    for label in ax.get_xticklabels():
        label.set_horizontalalignment("center" if few else "left")
