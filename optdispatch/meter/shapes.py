"""Shapes of a day: what power a kind of site draws, by month and kind of day.

A shape is piecewise linear between its knots and goes round midnight. Its mean over a
quarter of an hour q (δ = 15 min), in month m, on a day of kind k, is

    u[m, k, q] = f_m · (1/δ) ∫_q s_{m,k}(τ) dτ                                (S1)

============  ==================================  ======  ==================
symbol        meaning                             unit    name
============  ==================================  ======  ==================
s_{m,k}(τ)    shape at the time of day τ          –       `Shape.knots`
f_m           factor of the month                 –       `month_factors`
u[m, k, q]    mean over a quarter of an hour      –       `DayShapes.mean`
============  ==================================  ======  ==================
"""

import re
from collections import Counter
from itertools import product
from typing import Annotated

import numpy as np
from pydantic import Field, field_validator, model_validator

from optdispatch.calendar import DAY_KINDS, DayKind
from optdispatch.horizon import FloatArray
from optdispatch.nouns import Noun

QUARTER_MIN = 15
DAY_MIN = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")

Fraction = Annotated[float, Field(ge=0)]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class Shape(Noun):
    """One day, and the months and kinds of day that it holds for."""

    months: tuple[MonthNumber, ...] = Field(
        default=tuple(range(1, 13)), min_length=1, description="Months; all, if left out."
    )
    kinds: tuple[DayKind, ...] = Field(
        default=DAY_KINDS, min_length=1, description="Kinds of day; all, if left out."
    )
    knots: dict[str, Fraction] = Field(
        min_length=1, description='Fractions at times of the day, such as "07:30": 0.4.'
    )

    @field_validator("knots", mode="before")
    @classmethod
    def _are_times(cls, knots: object) -> object:
        for time in knots if isinstance(knots, dict) else ():
            if not isinstance(time, str) or not _TIME.fullmatch(time):
                raise ValueError(f'{time!r} is no time of the day; write it as "07:30", in quotes')
        return knots

    @property
    def quarters(self) -> FloatArray:
        """Mean over each quarter of an hour, shape (96,): (S1) without its factor. [–]"""
        knots = sorted((_minute(time), value) for time, value in self.knots.items())
        at = np.array([minute for minute, _ in knots], dtype=np.float64)
        edges = np.arange(0, DAY_MIN + 1, QUARTER_MIN)
        tau = np.unique(np.concatenate([at, edges]))
        s = np.interp(tau, at, [value for _, value in knots], period=DAY_MIN)
        area = (s[1:] + s[:-1]) / 2 * np.diff(tau)
        return np.bincount((tau[:-1] // QUARTER_MIN).astype(np.int64), area) / QUARTER_MIN


class DayShapes(Noun):
    """A kind of site: a shape for each month and kind of day."""

    name: str = Field(description="What to call it.")
    source: str = Field(description="Where the numbers come from.")
    month_factors: tuple[Fraction, ...] = Field(
        default=(1.0,) * 12, min_length=12, max_length=12, description="January to December."
    )
    shapes: tuple[Shape, ...] = Field(description="Each month and kind of day stands in one.")

    @model_validator(mode="after")
    def _cover_the_year_once(self) -> "DayShapes":
        count = Counter(c for shape in self.shapes for c in product(shape.months, shape.kinds))
        for month, kind in product(range(1, 13), DAY_KINDS):
            if (n := count[month, kind]) != 1:
                raise ValueError(f"month {month}, {kind}: has {n} shapes, not one")
        if not (any(self.month_factors) and any(any(s.knots.values()) for s in self.shapes)):
            raise ValueError("every fraction is zero")
        return self

    @property
    def mean(self) -> FloatArray:
        """(S1), shape (12, 3, 96): month, kind of day as in `DAY_KINDS`, quarter of an hour."""
        u = np.empty((12, len(DAY_KINDS), DAY_MIN // QUARTER_MIN))
        for shape in self.shapes:
            for m, k in product(shape.months, shape.kinds):
                u[m - 1, DAY_KINDS.index(k)] = self.month_factors[m - 1] * shape.quarters
        return u


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
