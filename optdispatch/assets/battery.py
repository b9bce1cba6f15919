"""A battery: charge now, discharge later.

    energy[t] = (1-σ)·energy[t⁻] + (η_c·charge[t] - discharge[t]/η_d)·Δt       (B1)
    charge[t] + discharge[t] ≤ P                                              (B2)
    s_min·E ≤ energy[t] ≤ s_max·E                                             (B3)
    Σ_{t ∈ day} discharge[t]/η_d·Δt ≤ n·(s_max - s_min)·E                     (B4)
    wear = Σ_t w[t]·v·discharge[t]/η_d·Δt                                     (B5)
    -P + down[t] ≤ discharge[t] - charge[t] ≤ P - up[t]                       (B6)
    s_min·E + up·H/η_d ≤ e ≤ s_max·E - η_c·down·H                             (B7)

============  =======================================  =====  ==========================
symbol        meaning                                  unit   code
============  =======================================  =====  ==========================
charge[t]     power drawn from the bus                 kW     charge
discharge[t]  power delivered to the bus               kW     discharge
energy[t]     energy stored at the end of t            kWh    energy
t⁻            the period before t in its ring          -      before[t]
P             rated power                              kW     power_kw, P
E             nameplate energy                         kWh    energy_kwh, E
s_min, s_max  least and greatest state of charge       -      soc_min, soc_max
η_c, η_d      one-way efficiencies                     -      efficiency_*
σ             self-discharge in one period             -      sigma
n             cycles a day                             -      cycles_per_day
v             wear, per kWh that leaves the cells      1/kWh  wear_per_kwh
w[t]          real periods that t stands for           -      horizon.weight
up, down      reserve that programmes are promised     kW     reserve
H             for how long it could be asked for       h      *_kwh / *_kw
e             energy[t⁻] and energy[t]                 kWh    both ends of t
============  =======================================  =====  ==========================

P and E are variables. A number holds them at that number, and their reduced cost is what
one more kW or kWh is worth; `Free` lets the program choose them at a price. At the start of
a chain, energy[t⁻] is soc_start·E; at its end, energy is soc_end·E, or what is left earns
end_value_per_kwh. On days when the site's storage is at rest no equation is written.
"""

from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from optdispatch.asset import Cabinet, Flow, Free, Reserve, Storage, Storing, size
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.pyomo_imports import Block, pyo
from optdispatch.schedule import Store


class Battery(Storage):
    """Rated power, nameplate energy, limits of its state of charge, losses and wear."""

    kind: Literal["battery"] = "battery"
    power_kw: PositiveFloat | Free = Field(description="Rated power at the bus, each way.")
    energy_kwh: PositiveFloat | Free = Field(description="Nameplate energy of the cells.")
    cabinet: Cabinet | None = Field(
        default=None, description="What it is bought in; `optdispatch size` counts in it."
    )
    efficiency_charge: float = Field(gt=0, le=1, description="From the bus to the cells, 0 to 1.")
    efficiency_discharge: float = Field(gt=0, le=1, description="From the cells to the bus.")
    soc_min: float | None = Field(
        default=None, ge=0, le=1, description="Least state of charge; 0 if absent."
    )
    soc_max: float | None = Field(
        default=None, ge=0, le=1, description="Greatest state of charge; 1 if absent."
    )
    depth_of_discharge: float | None = Field(
        default=None, gt=0, le=1, description="In place of soc_min and soc_max: a centred window."
    )
    self_discharge_per_hour: float = Field(
        default=0.0, ge=0, lt=1, description="Share of the stored energy lost in an hour."
    )
    cycles_per_day: PositiveFloat | None = Field(
        default=None, description="Most full cycles of the usable energy in a day; none: no limit."
    )
    wear_per_kwh: NonNegativeFloat | Literal["average", "optimize"] = Field(
        default=0.0,
        description="Cost of a kWh that leaves the cells, a number; or `average`: replacement "
        "cost over what old cells discharge in their life; or `optimize`: the one with the best "
        "NPV. The last two need ageing and economics. [currency/kWh]",
    )
    soc_start: float | None = Field(
        default=None, ge=0, le=1, description="Where a chain begins; its least if absent."
    )
    soc_end: float | None = Field(default=None, ge=0, le=1, description="Where a chain ends.")
    end_value_per_kwh: NonNegativeFloat = Field(
        default=0.0, description="What a kWh left at the end of a chain is worth."
    )

    @model_validator(mode="after")
    def _window_is_open(self) -> Self:
        one_of_them = self.soc_min is not None or self.soc_max is not None
        if self.depth_of_discharge is not None and one_of_them:
            raise ValueError("give depth_of_discharge, or soc_min and soc_max, not both")
        low, high = self.window
        if low >= high:
            raise ValueError(f"soc_min {low:g} is not below soc_max {high:g}")
        for name in ("soc_start", "soc_end"):
            soc = getattr(self, name)
            if soc is not None and not low <= soc <= high:
                raise ValueError(f"{name} {soc:g} is outside {low:g} to {high:g}")
        return self

    @property
    def window(self) -> tuple[float, float]:
        """Least and greatest state of charge."""
        if self.depth_of_discharge is None:
            return self.soc_min or 0.0, 1.0 if self.soc_max is None else self.soc_max
        margin = (1 - self.depth_of_discharge) / 2
        return margin, 1 - margin

    def build(self, b: Block, horizon: Horizon) -> Flow:
        """Write (B1) to (B5)."""
        dt, w = horizon.hours, horizon.weight
        eta_d, (s_min, s_max) = self.efficiency_discharge, self.window
        power, capacity = size(self.power_kw), size(self.energy_kwh)
        T = [t for t in range(len(horizon)) if horizon.operating[t]]

        b.P = P = pyo.Var(bounds=power.bounds, doc="[kW]")
        b.E = E = pyo.Var(bounds=capacity.bounds, doc="[kWh]")
        b.charge = pyo.Var(T, bounds=(0, None), doc="[kW]")
        b.discharge = pyo.Var(T, bounds=(0, None), doc="[kW]")
        b.energy = pyo.Var(T, bounds=(0, None), doc="[kWh]")
        charge, discharge, energy = (dict(v.items()) for v in (b.charge, b.discharge, b.energy))

        moved, before = (charge, discharge, energy), self._before(b, horizon)
        b.balance = pyo.Constraint(T, rule=self._balance(moved, before, dt), doc="(B1)")
        b.inverter = pyo.Constraint(T, rule=lambda b, t: charge[t] + discharge[t] <= P, doc="(B2)")
        least, most = s_min * E, s_max * E
        b.full = pyo.Constraint(T, rule=lambda b, t: energy[t] <= most, doc="(B3)")
        if s_min > 0:
            b.empty = pyo.Constraint(T, rule=lambda b, t: energy[t] >= least, doc="(B3)")
        if self.cycles_per_day is not None:
            days = [range(s.start, s.stop) for _, s in horizon.dates if horizon.operating[s.start]]
            allowed = self.cycles_per_day * (s_max - s_min) * E

            @b.Constraint(range(len(days)), doc="(B4)")
            def cycles(b, d):
                return sum(discharge[t] for t in days[d]) / eta_d * dt <= allowed

        leaving = (w / eta_d * dt).tolist()
        wear = self.wear_rate * pyo.quicksum(leaving[t] * discharge[t] for t in T)
        left = self._at_the_ends(b, horizon.chain_ends)
        rest = dict.fromkeys(range(len(horizon)), 0.0)
        c, d, e = (list((rest | v).values()) for v in (charge, discharge, energy))
        return Flow(
            power_kw=[d[t] - c[t] for t in rest],
            cost=wear + power.price * P + capacity.price * E - left,
            storing=Storing(
                charge_kw=c,
                discharge_kw=d,
                energy_kwh=e,
                balance=b.balance,
                limit_kw=P,
                sizes={"power_kw": P, "energy_kwh": E},
            ),
        )

    def keep(self, b: Block, storing: Storing, reserve: Reserve, horizon: Horizon) -> None:
        """See `Storage.keep`: (B6) and (B7)."""
        P, E, (s_min, s_max) = b.P, b.E, self.window
        eta_c, eta_d = self.efficiency_charge, self.efficiency_discharge
        power = [d - c for d, c in zip(storing.discharge_kw, storing.charge_kw, strict=True)]
        level = self._before(b, horizon), storing.energy_kwh
        up, down = (
            [t for t in b.energy if not isinstance(asked[t], float)]
            for asked in (reserve.up_kw, reserve.down_kw)
        )

        b.above = pyo.Constraint(up, rule=lambda b, t: power[t] + reserve.up_kw[t] <= P, doc="(B6)")
        b.below = pyo.Constraint(down, rule=lambda b, t: reserve.down_kw[t] - power[t] <= P)
        b.stock = pyo.Constraint(
            [(t, e) for t in up for e in (0, 1)],
            rule=lambda b, t, e: level[e][t] - reserve.up_kwh[t] / eta_d >= s_min * E,
            doc="(B7)",
        )
        b.room = pyo.Constraint(
            [(t, e) for t in down for e in (0, 1)],
            rule=lambda b, t, e: level[e][t] + eta_c * reserve.down_kwh[t] <= s_max * E,
            doc="(B7)",
        )

    def wear_of(self, kwh: Any) -> Any:
        """See `Storage.wear_of`."""
        return self.wear_rate * kwh

    def _balance(self, moved: tuple[dict[int, Any], ...], before: dict[int, Any], dt: float) -> Any:
        """(B1) as a rule."""
        charge, discharge, energy = moved
        into, out = self.efficiency_charge * dt, dt / self.efficiency_discharge
        keep = 1 - self._sigma(dt)
        return lambda b, t: energy[t] == keep * before[t] + into * charge[t] - out * discharge[t]

    def _before(self, b: Block, horizon: Horizon) -> dict[int, Any]:
        """Energy before each period in which the storage works."""
        start = (self.window[0] if self.soc_start is None else self.soc_start) * b.E
        before = horizon.previous.tolist()
        energy = dict(b.energy.items())
        return {t: energy[before[t]] if before[t] >= 0 else start for t in energy}

    def _at_the_ends(self, b: Block, ends: list[int]) -> Any:
        """Hold chains to their last state of charge, or say what is worth what they leave."""
        if ends and self.soc_end is not None:
            b.end = pyo.Constraint(ends, rule=lambda b, t: b.energy[t] == self.soc_end * b.E)
            return 0.0
        return self.end_value_per_kwh * sum(b.energy[t] for t in ends)

    def given_kw(self, horizon: Horizon) -> FloatArray:
        """See `Asset.given_kw`: at rest."""
        return np.zeros(len(horizon))

    @property
    def rated_kw(self) -> float:
        """See `Storage.rated_kw`; of a free size, its greatest."""
        return self.power_kw.maximum if isinstance(self.power_kw, Free) else self.power_kw

    @property
    def start_kwh(self) -> float:
        """See `Storage.start_kwh`."""
        soc = self.window[0] if self.soc_start is None else self.soc_start
        return soc * self.nameplate_kwh

    @property
    def least_kwh(self) -> float:
        """See `Storage.least_kwh`."""
        return self.window[0] * self.nameplate_kwh

    @property
    def usable_kwh(self) -> float:
        """See `Storage.usable_kwh`."""
        low, high = self.window
        return (high - low) * self.nameplate_kwh

    @property
    def daily_kwh(self) -> float:
        """See `Storage.daily_kwh`."""
        cycles = float("inf") if self.cycles_per_day is None else self.cycles_per_day
        return cycles * self.usable_kwh

    def step(
        self, energy_kwh: float, power_kw: float, hours: float, allowance_kwh: float
    ) -> tuple[float, float, float]:
        """See `Storage.step`."""
        eta_c, eta_d = self.efficiency_charge, self.efficiency_discharge
        kept = (1 - self._sigma(hours)) * energy_kwh
        floor, ceiling = self.least_kwh, self.least_kwh + self.usable_kwh
        room_kw = (ceiling - kept) / eta_c / hours
        need_kw = max(0.0, (floor - kept) / eta_c / hours)
        stock_kw = min(max(0.0, kept - floor), allowance_kwh) * eta_d / hours
        charge = max(0.0, min(self.rated_kw, room_kw, max(-power_kw, need_kw)))
        discharge = 0.0 if charge > 0 else max(0.0, min(self.rated_kw, stock_kw, power_kw))
        return charge, discharge, kept + (eta_c * charge - discharge / eta_d) * hours

    def leaving_kwh(self, discharge_kw: Any, hours: float) -> Any:
        """See `Storage.leaving_kwh`."""
        return discharge_kw / self.efficiency_discharge * hours

    def replay(self, store: Store, horizon: Horizon) -> FloatArray:
        """See `Storage.replay`."""
        keep, dt = 1 - self._sigma(horizon.hours), horizon.hours
        eta_c, eta_d = self.efficiency_charge, self.efficiency_discharge
        change = (eta_c * store.charge_kw - store.discharge_kw / eta_d) * dt
        energy = np.empty(len(horizon))
        for ring, s in zip(horizon.rings, horizon.slices, strict=True):
            level = store.energy_kwh[s.stop - 1] if ring.closed else self.start_kwh
            for t in range(s.start, s.stop):
                level = (keep if ring.operating else 1.0) * level + change[t]
                energy[t] = level
        return energy

    def wear(self, store: Store, horizon: Horizon) -> float:
        """See `Storage.wear`: (B5), less what is left at the end of chains."""
        leaving = self.leaving_kwh(store.discharge_kw, horizon.hours)
        wear = self.wear_rate * float(horizon.weight @ leaving)
        ends = horizon.chain_ends if self.soc_end is None else []
        left = sum(store.energy_kwh[t] for t in ends)
        return wear - self.end_value_per_kwh * float(left)

    @property
    def wear_rate(self) -> float:
        """What a kWh that leaves the cells costs. [currency/kWh]

        Raises `InputError` where only a project's life can tell.
        """
        if isinstance(self.wear_per_kwh, str):
            raise InputError(
                f"{self.name}: wear_per_kwh {self.wear_per_kwh!r} needs `ageing` and `economics`; "
                "evaluate the case, or give a number"
            )
        return self.wear_per_kwh

    def _sigma(self, hours: float) -> float:
        return float(1 - (1 - self.self_discharge_per_hour) ** hours)

    @property
    def nameplate_kwh(self) -> float:
        """Energy of the cells; of a free size, its greatest. [kWh]"""
        return self.energy_kwh.maximum if isinstance(self.energy_kwh, Free) else self.energy_kwh
