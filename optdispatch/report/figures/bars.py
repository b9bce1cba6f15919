"""Bars side by side: the demand of each month, and what each bill line saves."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optdispatch.horizon import FloatArray
from optdispatch.report.figures.canvas import SERIES, legend, panels, thousands, wrapped
from optdispatch.report.figures.plate import Trace, Traced

GROUP = 0.8
"""Share of the room of a group that its bars fill."""


@dataclass(frozen=True)
class Bars(Traced):
    """A group of bars a place, a bar a way."""

    groups: tuple[str, ...]
    """Names of the places."""
    of: str
    """What the places are."""
    amounts: Mapping[str, FloatArray]
    """Way to a number a place."""
    keys: Mapping[str, tuple[str, str]]
    """Way to the key of its series and its colour."""
    unit: str
    ordinate: str

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`."""
        return np.arange(float(len(self.groups)))

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        return pd.Series(self.groups, name=self.of)

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        made = []
        for way, values in self.amounts.items():
            key, colour = self.keys[way]
            look: dict[str, Any] = {"color": colour, "linewidth": 0}
            name = self.words.name(way)
            made.append(Trace(0, key, name, self.unit, values, "bar", tuple(look.items())))
        return tuple(made)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (ax,) = panels([2.6], self.title, self.says)
        width = GROUP / len(self.traces)
        handles: list[Artist] = []
        for n, trace in enumerate(self.traces):
            at = self.at + (n - (len(self.traces) - 1) / 2) * width
            look, gid = dict(trace.look), SERIES + trace.key
            for bar in ax.bar(at, np.nan_to_num(trace.values), width=0.92 * width, **look):
                bar.set_gid(gid)
            handles.append(Patch(label=trace.label, gid=gid, **look))
        room = max(6, 108 // len(self.groups))
        ax.set_xticks(self.at, ["\n".join(wrapped(name, room)) for name in self.groups])
        ax.set_xlim(-0.6, len(self.groups) - 0.4)
        ax.axhline(0, color="#666666", linewidth=0.8)
        ax.grid(axis="x", visible=False)
        thousands(ax)
        ax.set_ylabel(self.ordinate)
        legend(ax, handles)
        return figure
