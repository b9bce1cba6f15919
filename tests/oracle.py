"""The same optimum by another road: scipy, and a program written without energy variables.

With k what is kept over a step and n(t) the place of t in its ring, a battery that begins with
e₀ holds

    e[t] = kⁿ⁽ᵗ⁾⁺¹·e₀ + Σ_{s ≤ t} kⁿ⁽ᵗ⁾⁻ⁿ⁽ˢ⁾·(η_c·charge[s] - discharge[s]/η_d)·Δt    (O1)

so its limits are rows over powers. With `apart`, each period has two binaries. Nothing here
knows the package.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Array = npt.NDArray[np.float64]
FLOWS = ("imported", "exported", "charge", "discharge", "pv")


@dataclass(frozen=True)
class Run:
    """Some periods in a row, all of one month."""

    periods: int
    weight: float = 1.0
    month: int = 1
    closed: bool = True
    operating: bool = True


@dataclass(frozen=True)
class Cells:
    """A battery in numbers; names as in the package."""

    power: float
    energy: float
    charge: float = 1.0
    discharge: float = 1.0
    low: float = 0.0
    high: float = 1.0
    leak: float = 0.0
    cycles: float | None = None
    wear: float = 0.0
    start: float | None = None
    end: float | None = None
    end_value: float = 0.0


@dataclass(frozen=True)
class Numbers:
    """A site in numbers; lists have one entry a period."""

    runs: tuple[Run, ...]
    hours: float
    load: tuple[float, ...]
    pv: tuple[float, ...]
    buy: tuple[float, ...]
    sell: tuple[float, ...]
    cells: Cells | None
    demand: float = 0.0
    contract: tuple[float, float] | None = None
    """Price of a kW, and kW; 5 % beyond is free, what is over that costs double."""
    seen: float = 0.0
    export_limit: float = 0.0
    import_limit: float | None = None
    gift: dict[int, float] = field(default_factory=dict)
    """Energy that falls into the battery in some periods. [kWh]"""

    @property
    def slices(self) -> list[slice]:
        """Where each run stands."""
        ends = np.cumsum([run.periods for run in self.runs]).tolist()
        return [slice(e - r.periods, e) for e, r in zip(ends, self.runs, strict=True)]

    @property
    def weight(self) -> Array:
        """Real periods that each stands for."""
        return np.repeat([r.weight for r in self.runs], [r.periods for r in self.runs])


class Program:
    """Columns in groups, rows between two sides."""

    def __init__(self, groups: dict[str, int]) -> None:
        ends = np.cumsum(list(groups.values())).tolist()
        self.at = {name: e - n for (name, n), e in zip(groups.items(), ends, strict=True)}
        self.c, self.low, self.high = (np.zeros(ends[-1]) for _ in range(3))
        self.high[:] = np.inf
        self.integer = np.zeros(ends[-1])
        self.rows: list[tuple[Array, float, float]] = []

    def row(self, low: float, high: float, **terms: dict[int, float]) -> None:
        """A row: `charge={3: 0.9}` is 0.9 times the fourth charge."""
        a = np.zeros(len(self.c))
        for name, coefficients in terms.items():
            for n, value in coefficients.items():
                a[self.at[name] + n] += value
        self.rows.append((a, low, high))

    def least(self) -> float | None:
        """The least cost; None where there is none."""
        found: Any
        A, low, high = (np.array(part) for part in zip(*self.rows, strict=True))
        if self.integer.any():
            found = milp(
                self.c,
                constraints=LinearConstraint(A, low, high),
                bounds=Bounds(self.low, self.high),
                integrality=self.integer,
                options={"mip_rel_gap": 1e-9},
            )
        else:
            equal = low == high
            up, down = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
            found = linprog(
                self.c,
                A_ub=np.concatenate([A[up], -A[down]]),
                b_ub=np.concatenate([high[up], -low[down]]),
                A_eq=A[equal],
                b_eq=low[equal],
                bounds=[*zip(self.low.tolist(), self.high.tolist(), strict=True)],
            )
        assert found.status in {0, 2}, found.message
        return float(found.fun) if found.status == 0 else None


def least_cost(site: Numbers, *, apart: bool = False) -> float | None:
    """The least cost of a site; None where nothing serves it."""
    T, months = len(site.load), sorted({run.month for run in site.runs})
    groups = dict.fromkeys(FLOWS, T)
    groups |= {"first": len(site.runs), "peak": len(months), "over": len(months)}
    p = Program(groups | ({"stores": T, "imports": T} if apart else {}))
    fixed = _meter(p, site, months)
    if site.cells is None:
        p.high[p.at["charge"] : p.at["pv"]] = 0.0
    else:
        for r in range(len(site.runs)):
            fixed += _ring(p, site, site.cells, r)
    if apart:
        _apart(p, site)
    found = p.least()
    return None if found is None else found + fixed


def _meter(p: Program, site: Numbers, months: list[int]) -> float:
    """Bus, prices, peaks; the cost that nothing changes."""
    T, price = len(site.load), site.contract[0] if site.contract else 0.0
    contracted = site.contract[1] if site.contract else 0.0
    each = site.weight * site.hours
    for t in range(T):
        flows = {"imported": {t: 1.0}, "exported": {t: -1.0}, "discharge": {t: 1.0}}
        p.row(site.load[t], site.load[t], **flows, charge={t: -1.0}, pv={t: 1.0})
        p.c[p.at["imported"] + t] = each[t] * site.buy[t]
        p.c[p.at["exported"] + t] = -each[t] * site.sell[t]
        p.high[p.at["exported"] + t] = site.export_limit
        p.high[p.at["imported"] + t] = np.inf if site.import_limit is None else site.import_limit
        p.high[p.at["pv"] + t] = site.pv[t]
    for run, s in zip(site.runs, site.slices, strict=True):
        m = months.index(run.month)
        for t in range(s.start, s.stop):
            p.row(0.0, np.inf, peak={m: 1.0}, imported={t: -1.0})
    p.low[p.at["peak"]] = site.seen
    for m in range(len(months)):
        p.c[p.at["peak"] + m] = site.demand
        p.c[p.at["over"] + m] = 2 * price
        p.row(-1.05 * contracted, np.inf, over={m: 1.0}, peak={m: -1.0})
    return price * contracted * len(months)


def _ring(p: Program, site: Numbers, b: Cells, r: int) -> float:
    """(O1) within limits, power, cycles a day and wear of one run, which lies in one day."""
    run, s, dt = site.runs[r], site.slices[r], site.hours
    if not run.operating:
        for name in ("charge", "discharge"):
            p.high[p.at[name] + s.start : p.at[name] + s.stop] = 0.0
        return 0.0
    k = (1 - b.leak) ** dt
    for t in range(s.start, s.stop):
        terms, fallen = _stored(site, b, r, t, k)
        p.row(b.low * b.energy - fallen, b.high * b.energy - fallen, **terms)
        p.row(-np.inf, b.power, charge={t: 1.0}, discharge={t: 1.0})
        p.c[p.at["discharge"] + t] += b.wear * run.weight * dt / b.discharge
    terms, fallen = _stored(site, b, r, s.stop - 1, k)
    if run.closed:
        closing = terms | {"first": {r: terms["first"][r] - 1.0}}
        p.row(-fallen, -fallen, **closing)
    else:
        start = b.low if b.start is None else b.start
        p.row(start * b.energy, start * b.energy, first={r: 1.0})
        if b.end is not None:
            p.row(b.end * b.energy - fallen, b.end * b.energy - fallen, **terms)
        else:
            for name, coefficients in terms.items():
                for n, value in coefficients.items():
                    p.c[p.at[name] + n] -= b.end_value * value
    if b.cycles is not None:
        each = dict.fromkeys(range(s.start, s.stop), dt / b.discharge)
        p.row(-np.inf, b.cycles * (b.high - b.low) * b.energy, discharge=each)
    return -b.end_value * fallen


def _stored(
    site: Numbers, b: Cells, r: int, t: int, k: float
) -> tuple[dict[str, dict[int, float]], float]:
    """(O1): the coefficients of e[t], and what gifts add to it."""
    s, dt = site.slices[r], site.hours
    kept = {q: k ** (t - q) for q in range(s.start, t + 1)}
    terms = {
        "first": {r: k ** (t - s.start + 1)},
        "charge": {q: share * b.charge * dt for q, share in kept.items()},
        "discharge": {q: -share / b.discharge * dt for q, share in kept.items()},
    }
    return terms, sum(share * site.gift.get(q, 0.0) for q, share in kept.items())


def _apart(p: Program, site: Numbers) -> None:
    """One side at a time, of the battery and of the meter."""
    power = site.cells.power if site.cells else 0.0
    for t in range(len(site.load)):
        drawn = site.load[t] + power
        sides = (
            ("stores", "charge", power, "discharge", power),
            ("imports", "imported", drawn, "exported", site.export_limit),
        )
        for z, a, most, b, least in sides:
            p.integer[p.at[z] + t] = 1
            p.high[p.at[z] + t] = 1.0
            p.row(-np.inf, 0.0, **{a: {t: 1.0}, z: {t: -most}})
            p.row(-np.inf, least, **{b: {t: 1.0}, z: {t: least}})
