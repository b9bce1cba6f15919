"""The tornado of a report: a bar a lever, from its least to its greatest, the widest on top."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from optdispatch.horizon import FloatArray
from optdispatch.report.figures.canvas import SERIES, legend, panels
from optdispatch.report.figures.plate import Plate, Reading
from optdispatch.report.measures import written
from optdispatch.report.style import LOAD, OPTIMUM, RULE, WITHOUT
from optdispatch.report.words import Words
from optdispatch.study.sensitivity import Point, Sensitivity
from optdispatch.study.valuation import MEASURES

BAR = 0.4
"""Inches that a bar takes, with its gap."""


@dataclass(frozen=True)
class Tornado(Plate):
    """How far a measure goes where one thing at a time is otherwise."""

    reading: ClassVar[Reading] = "none"
    found: Sensitivity
    measure: str

    @classmethod
    def of(cls, found: Sensitivity, measure: str, words: Words) -> "Tornado":
        """The figure of one measure."""
        told = MEASURES[measure]
        base = written(found.base.measures[measure], told.unit)
        title = words("What moves the {measure}", measure=words.name(told.title))
        says = words("as it is: {value}", value=base)
        return cls(f"tornado-{measure.replace('_', '-')}", title, says, words, found, measure)

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: the bars, from the top."""
        return np.arange(float(len(self._axes)))

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`: a row a step."""
        head = self.words.name(MEASURES[self.measure].title)
        points = [p for axis in self._axes for p in self.found.along(axis)]
        steps = [f"{self._name(p.axis)} {p.step}" for p in points]
        return pd.DataFrame(
            {self.words("step"): steps, head: [p.measures[self.measure] for p in points]}
        )

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (ax,) = panels([max(1.0, BAR * len(self._axes))], self.title, self.says)
        base = self.found.base.measures[self.measure] or 0.0
        scale = {"rate": 100.0, "money": 1e-3}.get(MEASURES[self.measure].unit, 1.0)
        for n, axis in enumerate(self._axes):
            for point in self.found.along(axis):
                if (value := point.measures[self.measure]) is not None:
                    step = scale * (value - base)
                    ax.barh(n, step, left=scale * base, height=0.62, color=_colour(point))
        ax.axvline(scale * base, color=WITHOUT, linewidth=1.0, zorder=3)
        names = ["\n".join(self._name(axis).rsplit(" ", 1)) for axis in self._axes]
        ax.set_yticks(self.at, names)
        ax.set_ylim(len(self._axes) - 0.5, -0.5)
        ax.grid(axis="y", visible=False)
        if MEASURES[self.measure].unit == "money":
            ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.set_xlabel(self._unit())
        less = Patch(color=OPTIMUM, label=self.words("less of it"), gid=SERIES + "less")
        legend(ax, [less, Patch(color=RULE, label=self.words("more of it"), gid=SERIES + "more")])
        return figure

    @property
    def _axes(self) -> tuple[str, ...]:
        return self.found.ranked(self.measure)

    def _name(self, axis: str) -> str:
        return self.words.name(" ".join(axis.split(".")[-2:]).replace("_", " "))

    def _unit(self) -> str:
        told = MEASURES[self.measure]
        currency = self.words.name(self.found.case.tariff.currency)
        units = {"money": self.words("1,000 {currency}", currency=currency), "rate": "%"}
        unit = units.get(told.unit, self.words("years") if told.unit == "years" else "")
        name = self.words.name(told.title)
        return self.words("{measure}, {unit}", measure=name, unit=unit) if unit else name


def _colour(point: Point) -> str:
    if point.factor is None:
        return LOAD
    return OPTIMUM if point.factor < 1 else RULE
