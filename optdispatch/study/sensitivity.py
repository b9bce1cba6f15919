"""Sensitivity: what one case comes to where one thing at a time is otherwise.

Each point is a case of its own: validated, dispatched anew, aged and appraised. Where a move
changes nothing that a dispatch depends on, the dispatch is the one that was found before: see
`remembered`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pandas as pd

from optdispatch.case import Case
from optdispatch.errors import Infeasible, InputError
from optdispatch.note import Note
from optdispatch.study.axis import Axis, Move
from optdispatch.study.lever import levers
from optdispatch.study.valuation import Valuer

Progress: TypeAlias = Callable[[str], None]
"""Called with what is being done, as it begins."""
BASE = "as it is"
"""The axis of the case that nothing was moved in."""


@dataclass(frozen=True)
class Point:
    """Where the case was moved to, and what it comes to there."""

    axis: str
    factor: float | None
    """On what was there; None for values that are no multiple of it."""
    value: Any
    """What the field became; None where several fields were moved, or none was."""
    step: str
    """The factor or the value, as it was asked for."""
    measures: dict[str, float | None]
    """By the names of `MEASURES`; None: there is no such number."""


@dataclass(frozen=True)
class Sensitivity:
    """A case, and what it comes to at each point."""

    case: Case
    base: Point
    points: tuple[Point, ...]
    notes: tuple[str, ...] = field(default=())
    """What was left out, and why."""

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes, in their order."""
        return tuple(dict.fromkeys(point.axis for point in self.points))

    def along(self, axis: str) -> tuple[Point, ...]:
        """Points of an axis."""
        return tuple(point for point in self.points if point.axis == axis)

    @property
    def headline(self) -> str:
        """The measure that axes are ranked by: the NPV after tax, where the case has one."""
        return "npv_after_tax" if "npv_after_tax" in self.base.measures else "saving_year_1"

    def swing(self, axis: str, measure: str) -> float:
        """From the least to the greatest of a measure along an axis, the case as it is included."""
        there = (point.measures[measure] for point in (self.base, *self.along(axis)))
        values = [value for value in there if value is not None]
        return max(values) - min(values) if values else 0.0

    def ranked(self, measure: str) -> tuple[str, ...]:
        """Axes by how much a measure swings along them, the most first."""
        return tuple(sorted(self.axes, key=lambda axis: -self.swing(axis, measure)))

    def to_frame(self) -> pd.DataFrame:
        """One row a point, that of the case as it is first; a column a measure."""
        rows = [
            {"axis": p.axis, "value": p.value, "factor": p.factor, **p.measures}
            for p in (self.base, *self.points)
        ]
        table = pd.DataFrame(rows)
        numbers = ["factor", *self.base.measures]
        return table.astype(dict.fromkeys(numbers, float))


def vary(
    case: Case,
    axes: Sequence[Axis] = (),
    progress: Progress = lambda _: None,
    steps: Sequence[float] = (),
    value: Valuer | None = None,
) -> Sensitivity:
    """Move a case along some axes; without any, by every lever that the case can bear.

    `steps` are the factors of axes that say neither factors nor values.
    Raises `InputError` for a step that the case cannot take, before anything is solved; where
    no axis was asked for, such a step is left out with a note.
    """
    moved, notes = _moved(case, axes, steps)
    value = value or Valuer()
    progress(f"planning {case.name} as it is")
    base = Point(BASE, 1.0, None, "", value(case).measured())
    points = []
    for n, (move, there) in enumerate(moved, start=1):
        progress(f"{n} of {len(moved)}: {move}")
        try:
            measures = value(there).measured()
        except (InputError, Infeasible) as error:
            raise type(error)(f"{move}: {error}") from None
        points.append(Point(move.axis, move.factor, move.value, move.step, measures))
    return Sensitivity(case, base, tuple(points), notes)


def _moved(
    case: Case, axes: Sequence[Axis], steps: Sequence[float]
) -> tuple[list[tuple[Move, Case]], tuple[str, ...]]:
    """Each step and the case that it leads to, and why some were left out."""
    asked = [axis.by(steps) for axis in axes]
    usual = [Axis(lever=n).by(steps) for n, lever in levers().items() if lever.paths(case)]
    found, notes = [], []
    _ = case.horizon  # worked out once, and kept by every case that has the same
    for move in (move for axis in asked or usual for move in axis.moves(case)):
        try:
            found.append((move, move.of(case)))
        except InputError as error:
            if asked:
                raise
            notes.append(Note("left out: {why}", why=str(error)))
    return found, tuple(notes)
