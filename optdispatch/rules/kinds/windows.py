"""Charge and discharge at fixed hours, month by month: the habit of most sites in China."""

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from optdispatch.calendar import DAY_KINDS, DayKind
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.nouns import Noun
from optdispatch.rules.rule import Rule
from optdispatch.windows import MINUTES, Month, Window, clock, covered


class Hours(Noun):
    """Hours of charge and discharge in some months."""

    months: tuple[Month, ...] = Field(min_length=1, description="Months of the year.")
    days: tuple[DayKind, ...] = Field(default=DAY_KINDS, description="Kinds of day; all if absent.")
    charge: tuple[Window, ...] = Field(description="Times of day to charge, at full power.")
    discharge: tuple[Window, ...] = Field(description="Times of day to discharge, at full power.")

    @model_validator(mode="after")
    def _one_at_a_time(self) -> Self:
        both = (covered(self.charge) > 0) & (covered(self.discharge) > 0)
        if both.any():
            raise ValueError(f"{clock(int(np.argmax(both)))} is both to charge and to discharge")
        return self


class Windows(Rule):
    """A table of hours; at other times the storage rests."""

    kind: Literal["windows"] = "windows"
    hours: tuple[Hours, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_day_at_most_once(self) -> Self:
        for month in range(1, 13):
            for kind in DAY_KINDS:
                if sum(month in h.months and kind in h.days for h in self.hours) > 1:
                    raise ValueError(f"a {kind} of month {month} stands in two rows of `hours`")
        return self

    def wishes_kw(self, net_kw: FloatArray, horizon: Horizon) -> FloatArray:
        """See `Rule.wishes_kw`: all there is while a window covers most of the step."""
        step = int(horizon.step.total_seconds() // 60)
        wishes = np.zeros(len(horizon))
        for day, where in horizon.dates:
            kind = horizon.calendar.kind(day)
            row = next((h for h in self.hours if day.month in h.months and kind in h.days), None)
            if row is None:
                continue
            at = (horizon.minute[where, None] + np.arange(step)) % MINUTES
            wishes[where] = np.where((covered(row.charge)[at] > 0).mean(axis=1) > 0.5, -np.inf, 0.0)
            discharge = (covered(row.discharge)[at] > 0).mean(axis=1) > 0.5
            wishes[where] = np.where(discharge, np.inf, wishes[where])
        return wishes
