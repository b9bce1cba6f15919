"""Why a battery does what it does in an hour: the value of what it holds, and what stops it.

    λ[t] = what one more kWh in the cells, at the end of t, would save        (J1)
    μ[t] = what one more kWh drawn from the bus in t would cost               (J2)
    it charges where       μ[t] ≤ η_c·λ[t]                                    (J3)
    it discharges where    μ[t] ≥ (λ[t] + v)/η_d                              (J4)

λ and μ are duals of the program, of one real period. A limit binds where the schedule stands
at it and a dual says that it costs something:

==============  ==========================================  ================================
limit           the schedule is at it                       and it costs
==============  ==========================================  ================================
full, empty     energy[t] at its greatest, least            λ[t] ≠ (1-σ)·λ[t⁺]
power           charge or discharge at the rated power      (J3) or (J4) with a difference
demand          import in t is the month's highest          μ[t] > price of an import
import limit    import at the connection's limit            μ[t] > price of an import
no export       nothing is imported, nothing may go out     μ[t] < price of an import
export limit    export at the connection's limit            μ[t] < price of an export
daily cycles    the day's discharge is all that it may be   (J4) with a difference
==============  ==========================================  ================================

η, v and σ are those of `assets.battery`; t⁺ is the period after t in its ring. Multipliers
need not be unique; these are the ones with which the solver proves its optimum.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program import dispatch
from optdispatch.schedule import Schedule, Store
from optdispatch.study.remembered import Certified, any_free
from optdispatch.study.wear import with_wear

PLACE, DUAL = 1e-5, 1e-6
"""Shares of the largest power or energy, and of the largest price, below which it is rounding."""
LIMITS = (
    "full",
    "empty",
    "power",
    "demand",
    "import limit",
    "no export",
    "export limit",
    "daily cycles",
)
"""What may bind, in the order of telling."""
CHARGES, DISCHARGES, RESTS = "charges", "discharges", "rests"


@dataclass(frozen=True)
class Explanation:
    """What a battery's energy is worth in each period, and what binds; arrays of shape (T,)."""

    battery: Battery
    case: Case = field(repr=False)
    schedule: Schedule = field(repr=False)

    @property
    def store(self) -> Store:
        """What the battery does."""
        return self.schedule.stores[self.battery.name]

    @cached_property
    def stored_value(self) -> FloatArray:
        """(J1). [currency/kWh]"""
        if self.schedule.proof is None:
            raise InputError("only an optimum can be explained: a rule has no values")
        return self.schedule.proof.stored_value[self.battery.name]

    @cached_property
    def bus_value(self) -> FloatArray:
        """(J2). [currency/kWh]"""
        if self.schedule.proof is None:
            raise InputError("only an optimum can be explained: a rule has no values")
        return self.schedule.proof.bus_value

    @property
    def charges_below(self) -> FloatArray:
        """(J3): the cost of a kWh at the bus below which charging pays. [currency/kWh]"""
        return self.battery.efficiency_charge * self.stored_value

    @property
    def discharges_above(self) -> FloatArray:
        """(J4): the cost of a kWh at the bus above which discharging pays. [currency/kWh]"""
        return (self.stored_value + self.battery.wear_rate) / self.battery.efficiency_discharge

    @cached_property
    def does(self) -> tuple[str, ...]:
        """`charges`, `discharges` or `rests`, in each period."""
        least = PLACE * self.battery.rated_kw
        power = self.store.power_kw
        kind = np.where(power > least, DISCHARGES, np.where(power < -least, CHARGES, RESTS))
        return tuple(kind.tolist())

    @cached_property
    def waits_for(self) -> IntArray:
        """The next period in its ring in which the battery discharges; -1 where there is none."""
        return self._next(np.array(self.does) == DISCHARGES)

    @cached_property
    def turns_at(self) -> IntArray:
        """The next period in its ring that leaves the cells full or empty; -1: there is none.

        Until then a kWh in the cells keeps its worth, but for what leaks.
        """
        return self._next(np.array([bool({"full", "empty"} & {*some}) for some in self.binds]))

    @cached_property
    def binds(self) -> tuple[tuple[str, ...], ...]:
        """The limits that bind in each period, in the order of `LIMITS`."""
        held = dict(self._limits())
        return tuple(
            tuple(limit for limit in LIMITS if held[limit][t])
            for t in range(len(self.schedule.horizon))
        )

    def at(self, moment: datetime) -> int:
        """The period that a local time lies in; of typical days, on the one of that date.

        Raises `InputError` for a time that is not planned.
        """
        horizon = self.schedule.horizon
        minute, step = moment.hour * 60 + moment.minute, round(60 * horizon.hours)
        both = sorted(
            zip(horizon.rings, horizon.slices, strict=True),
            key=lambda pair: (pair[0].operating, pair[0].weight),
        )
        for ring, s in reversed(both):
            there = np.arange(s.start, s.stop)
            if ring.days:
                there = there if moment.date() in ring.days else there[:0]
            else:
                there = there[horizon.index[s].date == moment.date()]
            inside = there[(minute - horizon.minute[there]) // step == 0]
            if len(inside):
                return int(inside[0])
        raise InputError(f"{moment:%Y-%m-%d %H:%M} is not planned by {self.case.name}")

    def to_frame(self) -> pd.DataFrame:
        """One row a period."""
        horizon, waits = self.schedule.horizon, self.waits_for
        after = [f"{horizon.index[n]:%H:%M}" if n >= 0 else "" for n in waits]
        return pd.DataFrame(
            {
                "does": self.does,
                "stored_value": self.stored_value,
                "bus_value": self.bus_value,
                "charges_below": self.charges_below,
                "discharges_above": self.discharges_above,
                "waits_for": after,
                "binds": [", ".join(limits) for limits in self.binds],
            },
            index=horizon.index,
        )

    def _next(self, here: BoolArray) -> IntArray:
        """The first period from each on, around its ring, that is marked; -1 where none is."""
        horizon = self.schedule.horizon
        found = np.full(len(horizon), -1, dtype=np.int64)
        for ring, s in zip(horizon.rings, horizon.slices, strict=True):
            following = -1
            for t in reversed([*range(s.start, s.stop)] * (2 if ring.closed else 1)):
                following = t if here[t] else following
                found[t] = following
        return found

    @cached_property
    def _small(self) -> float:
        values = np.abs([*self.bus_value, *self.stored_value])
        return DUAL * float(values.max(initial=0.0))

    def _limits(self) -> Iterator[tuple[str, BoolArray]]:
        """Whether each limit binds, shape (T,)."""
        operating = self.schedule.horizon.operating
        yield from ((n, where & operating) for n, where in self._of_cells())
        yield from self._of_site()

    def _of_cells(self) -> Iterator[tuple[str, BoolArray]]:
        battery, store, horizon = self.battery, self.store, self.schedule.horizon
        kept, energy = 1 - battery.self_discharge_per_hour, store.energy_kwh
        following = np.full(len(horizon), -1, dtype=np.int64)
        inside = np.flatnonzero(horizon.previous >= 0)
        following[horizon.previous[inside]] = inside
        # A chain that must end at a state of charge is held there by that alone.
        end = battery.end_value_per_kwh if battery.soc_end is None else self.stored_value
        later = np.where(following >= 0, self.stored_value[following], end)
        change = np.where(following >= 0, kept**horizon.hours, 1.0) * later - self.stored_value
        least, small = PLACE * battery.usable_kwh, self._small
        top = battery.least_kwh + battery.usable_kwh
        yield "full", (energy >= top - least) & (change > small)
        yield "empty", (energy <= battery.least_kwh + least) & (change < -small)
        charging = self.charges_below - self.bus_value > small
        discharging = self.bus_value - self.discharges_above > small
        rated = battery.rated_kw * (1 - PLACE)
        yield (
            "power",
            (store.charge_kw >= rated) & charging | (store.discharge_kw >= rated) & discharging,
        )
        leaving = battery.leaving_kwh(store.discharge_kw, horizon.hours)
        spent = np.zeros(len(horizon), dtype=np.bool_)
        for _, s in horizon.dates:
            spent[s] = float(leaving[s].sum()) >= battery.daily_kwh * (1 - PLACE)
        yield "daily cycles", spent & discharging & (store.discharge_kw < rated)

    def _of_site(self) -> Iterator[tuple[str, BoolArray]]:
        site, schedule, small = self.case.connection, self.schedule, self._small
        drawn, fed = schedule.imported_kw, schedule.exported_kw
        bought, sold = self.case.tariff.marginal(schedule.horizon, drawn, fed)
        least = PLACE * max(1.0, float(drawn.max(initial=0.0)))
        dear, limit = self.bus_value - bought > small, site.import_limit_kw
        capped = np.full(len(drawn), False) if limit is None else drawn >= limit - least
        yield "import limit", capped & dear
        yield "demand", dear & ~capped & (drawn > least)
        closed = site.export_limit_kw == 0
        yield "no export", (drawn <= least) & (bought - self.bus_value > small) & closed
        fullest = (fed >= site.export_limit_kw - least) & (sold - self.bus_value > small)
        yield "export limit", fullest & (not closed)


def explain(case: Case, schedule: Schedule) -> tuple[Explanation, ...]:
    """Explain an optimum, battery by battery."""
    return tuple(Explanation(a, case, schedule) for a in case.assets if isinstance(a, Battery))


def explained(case: Case) -> tuple[Explanation, ...]:
    """Plan a case, check it, and explain it.

    Raises `Infeasible` where nothing serves the site.
    """
    case, _ = with_wear(case, dispatch)
    schedule = Certified()(case)
    if any_free(case) and schedule.proof:
        case = case.sized(schedule.proof.sizes)
    return explain(case, schedule)
