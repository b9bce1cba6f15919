"""What the points of a study come to together: quantiles, chances, what matters most.

A quantile P10 has a tenth of the points below it. The chance that a measure is below its hurdle
counts points that have no such number, such as a rate of return that is never earned, as below.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.designs.sobol import Index, Sobol
from optdispatch.study.campaign.plan import StudyPlan
from optdispatch.study.campaign.store import Row

QUANTILES = {"P10": 0.1, "P50": 0.5, "P90": 0.9}
"""Share of the points that lie below, by name."""


@dataclass(frozen=True, eq=False)
class Outturn:
    """One measure over the points of a study that did not fail."""

    measure: str
    values: FloatArray
    """Of each point by its number, shape (points,); nan: there is no such number."""
    hurdle: float | None
    indices: tuple[Index, ...]
    """Of Sobol's, where the design tells them and every point has a number that varies."""

    @property
    def told(self) -> FloatArray:
        """The numbers that there are."""
        return self.values[np.isfinite(self.values)]

    @property
    def none(self) -> int:
        """Points that have no such number."""
        return len(self.values) - len(self.told)

    @property
    def quantiles(self) -> dict[str, float]:
        """P10, P50 and P90; none of them where no point has a number."""
        told = self.told
        return {n: float(np.quantile(told, q)) for n, q in QUANTILES.items()} if told.size else {}

    @property
    def ends(self) -> tuple[float, ...]:
        """The least and the greatest; nothing where no point has a number."""
        told = self.told
        return (float(told.min()), float(told.max())) if told.size else ()

    @property
    def chance_below(self) -> float | None:
        """The share of points that do not reach the hurdle."""
        if self.hurdle is None or not self.values.size:
            return None
        return float((self.told < self.hurdle).sum() + self.none) / len(self.values)


@dataclass(frozen=True, eq=False)
class Summary:
    """What the points of a study come to, measure by measure."""

    plan: StudyPlan
    solved: int
    failed: int
    outturns: Mapping[str, Outturn]
    """By measure."""

    @property
    def missing(self) -> int:
        """Points that have no answer yet."""
        return len(self.plan) - self.solved - self.failed


def summary(plan: StudyPlan, rows: Iterable[Row]) -> Summary:
    """Add up the rows of a study; in memory there is one number a point and measure."""
    values = np.full((len(plan), len(plan.metrics)), np.nan)
    solved, failed = np.zeros(len(plan), dtype=np.bool_), 0
    for row in rows:
        if row.numbers is None:
            failed += 1
            continue
        solved[row.number] = True
        numbers = (row.numbers.get(name) for name in plan.metrics)
        values[row.number] = [np.nan if n is None else n for n in numbers]
    outturns = {
        name: Outturn(name, values[solved, k], hurdle, _indices(plan, values[:, k]))
        for k, name in enumerate(plan.metrics)
        for hurdle in (plan.study.hurdles.get(name),)
    }
    return Summary(plan, int(solved.sum()), failed, outturns)


def _indices(plan: StudyPlan, values: FloatArray) -> tuple[Index, ...]:
    design = plan.study.design
    if not isinstance(design, Sobol) or not np.isfinite(values).all() or np.ptp(values) == 0:
        return ()
    return design.indices(plan.study.axes, values, plan.study.seed)
