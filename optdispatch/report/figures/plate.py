"""A figure as a noun: its name, its words, its data, and how it is drawn.

What is drawn is read off the data, so a picture, the picture in a page and the table that can
be copied out of it cannot differ.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from optdispatch.horizon import FloatArray
from optdispatch.report.words import Words

Reading = Literal["steps", "points", "map", "none"]
"""How rows lie on the abscissa: from one edge to the next, at points, as rows of a map."""
DIGITS = 6
"""Decimals of the numbers in a table."""


@dataclass(frozen=True)
class Trace:
    """A series of a figure, and where it stands."""

    panel: int
    key: str
    """What it belongs to; what has one key is shown and hidden together."""
    label: str
    unit: str
    values: FloatArray
    how: Literal["step", "fill", "line", "bar"] = "step"
    look: tuple[tuple[str, Any], ...] = ()
    """Settings of matplotlib."""
    short: str = ""
    """What its legend says, where its panel says the rest."""
    before: float | None = None
    """Of a line through ends of steps: where it comes from."""

    @property
    def head(self) -> str:
        """Of its column in the table."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


@dataclass(frozen=True)
class Plate(ABC):
    """A figure to be drawn."""

    name: str
    """Of its file, without the suffix."""
    title: str
    says: str
    """What to see in it, in a sentence."""
    words: Words

    reading: ClassVar[Reading] = "points"

    @abstractmethod
    def draw(self) -> Figure:
        """Draw it; the style is the caller's."""

    @property
    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """Its data, a row a place on the abscissa, whose name is in the first column."""

    @property
    @abstractmethod
    def at(self) -> FloatArray:
        """Where the rows of the data lie on the abscissa; of steps, their edges."""


@dataclass(frozen=True)
class Traced(Plate):
    """A figure whose data are traces over one abscissa."""

    @cached_property
    @abstractmethod
    def traces(self) -> tuple[Trace, ...]:
        """All series, in the order of drawing."""

    @property
    @abstractmethod
    def places(self) -> pd.Series:
        """Names of the places on the abscissa."""

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`."""
        columns: dict[str, Any] = {str(self.places.name): self.places.to_numpy()}
        for trace in self.traces:
            columns[trace.head] = np.round(trace.values, DIGITS) + 0.0
        return pd.DataFrame(columns)
