"""Points from which Sobol's indices follow.

Saltelli, Computer Physics Communications 145 (2002) 280, DOI 10.1016/S0010-4655(02)00280-1;
points and indices are those of SALib, Herman and Usher, JOSS 2 (2017) 97,
DOI 10.21105/joss.00097.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field, field_validator

from optdispatch.horizon import FloatArray
from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.design import Design, Point, drawn


class Index(NamedTuple):
    """What part of a variance one axis has, with half the width of its 95 % interval."""

    axis: str
    first: float
    """By itself."""
    first_error: float
    total: float
    """By itself and together with others."""
    total_error: float


class Sobol(Design):
    """Sobol's sequence, twice, and each axis of the one changed for that of the other."""

    is_sample: ClassVar[bool] = True
    kind: Literal["sobol"] = "sobol"
    base_points: int = Field(
        ge=2, le=1_048_576, description="A power of 2; there are (axes + 2) times as many in all."
    )

    @field_validator("base_points")
    @classmethod
    def _is_a_power(cls, points: int) -> int:
        if points & (points - 1):
            power = 2 ** round(np.log2(points))
            raise ValueError(f"should be a power of 2, such as {power}, not {points}")
        return points

    def size(self, axes: Sequence[Along]) -> int:
        """See `Design.size`."""
        return self.base_points * (len(axes) + 2)

    def points(self, axes: Sequence[Along], seed: int) -> Iterator[Point]:
        """See `Design.points`."""
        # SALib takes seconds to load.
        from SALib.sample.sobol import sample  # noqa: PLC0415

        shares = sample(_problem(axes), self.base_points, calc_second_order=False, seed=seed)
        return drawn(axes, shares)

    def indices(self, axes: Sequence[Along], values: FloatArray, seed: int) -> tuple[Index, ...]:
        """What part of the variance of `values`, shape (points,), each axis has."""
        from SALib.analyze.sobol import analyze  # noqa: PLC0415

        found = analyze(_problem(axes), values, calc_second_order=False, seed=seed)
        columns = (found[name].tolist() for name in ("S1", "S1_conf", "ST", "ST_conf"))
        return tuple(Index(axis.name, *row) for axis, *row in zip(axes, *columns, strict=True))


def _problem(axes: Sequence[Along]) -> dict[str, Any]:
    """The axes as SALib has them: shares of probability."""
    names = [axis.name for axis in axes]
    return {"num_vars": len(axes), "names": names, "bounds": [[0.0, 1.0]] * len(axes)}
