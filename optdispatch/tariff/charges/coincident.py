"""Demand in the hours in which the utility's own system peaks.

    D[h] = mean_{t ∈ h} import[t]                                             (C16)
    highest:           cost = p · max_h D[h]                                  (C17)
    highest_of_month:  cost = Σ_m p · max_{h ∈ m} D[h]
    mean:              cost = p · mean_h D[h]

The hours are given: a forecast of when the system peaks, or its record. Of a charge on the
highest of all, the bill is due in the month of the last. A day with such an hour is never
merged into a typical day.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field, NaiveDatetime, NonNegativeFloat, PositiveInt

from optdispatch.horizon import BoolArray, Horizon, IntArray
from optdispatch.note import unplanned
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import NUMBERS, Ops
from optdispatch.tariff.quantity import Quantity
from optdispatch.tariff.use import Use


class Coincident(Charge):
    """A price per kW drawn when the system peaks."""

    kind: Literal["coincident"] = "coincident"
    price_per_kw: NonNegativeFloat = Field(description="Price of a kW.")
    hours: tuple[NaiveDatetime, ...] = Field(
        min_length=1, description="Local time at which each begins, such as 2025-07-15 17:00."
    )
    minutes: PositiveInt = Field(default=60, description="How long each lasts.")
    measure: Literal["highest", "highest_of_month", "mean"] = Field(
        description="Which demand is charged: the highest of all, of each month, or the mean."
    )
    stream: ClassVar[str] = "demand management"

    def monthly(self, use: Use, ops: Ops) -> dict[str, list[Any]]:
        """See `Charge.monthly`: (C17)."""
        demands: list[list[Any]] = [[] for _ in use.horizon.months]
        for hour in sorted(self.hours):
            at = self._periods(hour, use.horizon)
            if len(at):
                weights = np.zeros(len(use.horizon))
                weights[at] = use.horizon.weight[at] / use.horizon.weight[at].sum()
                month = next(i for i, m in enumerate(use.horizon.months) if m.mask[at[0]])
                demands[month].append(ops.dot(weights, use.imported_kw))
        every = [d for of_month in demands for d in of_month]
        last = max((i for i, of_month in enumerate(demands) if of_month), default=-1)
        p, cost = self.price_per_kw, [0.0] * len(demands)
        if self.measure == "highest" and every:
            cost[last] = p * ops.most(every)
        if self.measure == "highest_of_month":
            cost = [p * ops.most(of_month) if of_month else 0.0 for of_month in demands]
        if self.measure == "mean":
            cost = [p / len(every) * sum(of_month) if of_month else 0.0 for of_month in demands]
        return {self.name: cost}

    def quantities(self, use: Use) -> dict[str, Quantity]:
        """See `Charge.quantities`: each month's part of the demand that is charged."""
        free = self.model_copy(update={"price_per_kw": 1.0})
        return {line: Quantity("kW", kw) for line, kw in free.monthly(use, NUMBERS).items()}

    def _periods(self, hour: datetime, horizon: Horizon) -> IntArray:
        """Periods that lie in an hour of the real day, or of the ring that stands for the day."""
        begins = horizon.index.tz_localize(None).to_numpy(copy=True)
        for ring, s in zip(horizon.rings, horizon.slices, strict=True):
            if hour.date() in ring.days:
                begins[s] += np.timedelta64(hour.date() - ring.start.date())
            elif ring.days:
                begins[s] = np.datetime64("NaT")
        first, last = np.datetime64(hour), np.datetime64(hour + timedelta(minutes=self.minutes))
        inside: BoolArray = (begins + np.timedelta64(horizon.step) > first) & (begins < last)
        return np.flatnonzero(inside)

    def own_days(self, horizon: Horizon) -> set[date]:
        """See `Charge.own_days`."""
        return {hour.date() for hour in self.hours}

    def notes(self, use: Use) -> tuple[str, ...]:
        """See `Charge.notes`: hours that are not planned."""
        out = [h for h in self.hours if not len(self._periods(h, use.horizon))]
        return unplanned(self.name, [f"{hour:%Y-%m-%d %H:%M}" for hour in out])
