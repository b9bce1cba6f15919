"""Demands: the caps that cost least, by cuts, (X17) to (X19)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import highspy
import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.peaks import least_peaks
from optdispatch.program.exact.prices import bound
from optdispatch.program.exact.reading import Hinge
from optdispatch.program.exact.ring import beginnings
from optdispatch.program.exact.run import Plan, Run

GAP = 1e-9
"""Share of the cost at which cuts are enough."""
PASSES = 80
BELOW = 1e-6
"""Share by which the second caps lie below the least peaks, to see that these are the least."""
STRETCHES = 64
"""A run is cut into no more stretches than this."""
Arrays: TypeAlias = tuple[FloatArray, ...]
INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Stretch:
    """Periods of a run between two joints, and the columns of what is stored there."""

    run: int
    at: slice
    begin: int | None
    end: int | None


@dataclass(frozen=True)
class Planned:
    """Plans of all runs, the cost of all, and multipliers that prove it."""

    plans: tuple[Plan, ...]
    cost: float
    bound: float
    worth: tuple[FloatArray, ...]
    mu: tuple[FloatArray, ...]


class Unplannable(Exception):
    """A period of a run that cannot be served."""

    def __init__(self, run: int, period: int) -> None:
        super().__init__(run, period)
        self.run, self.period = run, period


def owed(hinges: Sequence[Hinge], demand: float) -> float:
    """φ of (X17)."""
    return sum(h.slope * max(0.0, demand - h.level) for h in hinges)


def planned(runs: Sequence[Run], demands: Sequence[Sequence[Hinge]]) -> Planned:
    """The cheapest plan of all runs.

    Raises `Unplannable` where a run has none.
    """
    if demands:
        return Caps(runs, demands).settled()
    none = np.zeros(0)
    plans = [_plan(runs, r, none, none, calm=True) for r in range(len(runs))]
    cost = sum(plan.cost for plan in plans)
    worth, mu = tuple(p.worth for p in plans), tuple(p.mu for p in plans)
    return Planned(
        tuple(plans), cost, _bound(runs, worth, [p.q for p in plans], [], none), worth, mu
    )


def _plan(
    runs: Sequence[Run],
    r: int,
    caps: FloatArray,
    penalties: FloatArray,
    start: float | None = None,
    calm: bool = False,
) -> Plan:
    plan = runs[r].plan(caps, penalties, start, calm)
    if isinstance(plan, int):
        raise Unplannable(r, plan)
    return plan


def _bound(
    runs: Sequence[Run],
    worth: Sequence[FloatArray],
    q: Sequence[FloatArray],
    demands: Sequence[Sequence[Hinge]],
    most: FloatArray,
) -> float:
    """(X15) of all runs and demands, with multipliers that need not be the best ones."""
    least = sum(
        bound(r.site, r.cells, r.closed, w, v) for r, w, v in zip(runs, worth, q, strict=True)
    )
    for k, hinges in enumerate(demands):
        due = sum(float(v[r.site.cap == k].sum()) for r, v in zip(runs, q, strict=True))
        corners = [0.0, most[k], *(h.level for h in hinges if 0 < h.level < most[k])]
        least += min(owed(hinges, D) - due * D for D in corners)
    return least


class Caps:
    """(X18): the master program, and its cuts."""

    def __init__(self, runs: Sequence[Run], demands: Sequence[Sequence[Hinge]]) -> None:
        self.runs, self.demands = runs, demands
        self.penalties = np.array([sum(h.slope for h in hinges) for hinges in demands])
        K = len(demands)
        self.most, self.least = np.zeros(K), np.zeros(K)
        self.bounds: list[tuple[float, float]] = []
        self.starts: list[int | None] = []
        self.stretches: list[Stretch] = []
        for r, run in enumerate(runs):
            self._lay(r, run)
        self.rows: list[tuple[int, Plan]] = []
        self.master = self._master()

    def _lay(self, r: int, run: Run) -> None:
        """Cut a run into stretches of one demand each, and see how high and low each can be."""
        site = run.site
        for k in run.named():
            top = float((site.load + site.power)[site.cap == k].max())
            self.most[k] = max(self.most[k], top)
        joints = _joints(site.cap)
        least_peaks(site, np.array(joints, dtype=np.float64), self.least)
        self.least = np.minimum(self.least, self.most)
        K, first, n = len(self.demands), len(self.bounds), len(joints) - 2
        inner = [(float(site.low[j - 1]), float(site.high[j - 1])) for j in joints[1:-1]]
        columns: list[int | None] = [None, *range(K + first, K + first + n), None]
        self.bounds += inner
        start = None
        if run.closed and n:
            run.plan(self.most, self.penalties)
            start = columns[0] = columns[-1] = K + len(self.bounds)
            self.bounds.append(beginnings(site, run.work))
        self.starts.append(start)
        self.stretches += [
            Stretch(r, slice(a, b), columns[i], columns[i + 1])
            for i, (a, b) in enumerate(pairwise(joints))
        ]

    def settled(self) -> Planned:
        """Plan, cut, and move the caps, until no plan can be cheaper."""
        x = np.concatenate([self.least, *(np.array([b[1]]) for b in self.bounds)])
        below = np.concatenate([(1 - BELOW) * self.least, x[len(self.least) :]])
        best: tuple[float, FloatArray] = (np.inf, x)
        low = -np.inf
        for n in range(PASSES):
            plans = list(self._plans(x))
            cost = self._cost(plans)
            best = min(best, (cost, x), key=lambda found: found[0])
            self._cut(plans, x)
            self.master.run()
            low = max(low, self.master.getInfo().objective_function_value)
            if best[0] - low <= GAP * max(1.0, abs(best[0])):
                break
            x = np.array(self.master.getSolution().col_value) if n else below
        worth, mu, q = self._mixed()
        proven = _bound(self.runs, worth, q, self.demands, self.most)
        plans = list(self._plans(best[1], calm=True))
        return Planned(tuple(plans), self._cost(plans), proven, worth, mu)

    def _plans(self, x: FloatArray, calm: bool = False) -> Iterator[Plan]:
        caps = np.clip(x[: len(self.demands)], 0.0, self.most)
        for r, start in enumerate(self.starts):
            e = None if start is None else float(np.clip(x[start], *self.bounds[start - len(caps)]))
            yield _plan(self.runs, r, caps, self.penalties, e, calm)

    def _cost(self, plans: Sequence[Plan]) -> float:
        """What some plans cost, with their demands."""
        tops = np.zeros(len(self.demands))
        for run, plan in zip(self.runs, plans, strict=True):
            counted = run.site.cap >= 0
            np.maximum.at(tops, run.site.cap[counted], plan.flows.imported[counted])
        due = sum(owed(h, float(D)) for h, D in zip(self.demands, tops, strict=True))
        return due + sum(plan.cost for plan in plans)

    def _master(self) -> highspy.Highs:
        """Columns: caps, energies at joints, costs of stretches, excesses over hinges."""
        highs, K, S = highspy.Highs(), len(self.demands), len(self.stretches)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            highs.setOptionValue(option, 1e-10)
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("presolve", "off")
        hinges = [(k, h) for k, of in enumerate(self.demands) for h in of]
        H, low, high = len(hinges), [b[0] for b in self.bounds], [b[1] for b in self.bounds]
        n = K + len(low) + S + H
        lower = np.concatenate([np.zeros(K), low, np.full(S, -INFINITY), np.zeros(H)])
        upper = np.concatenate([self.most, high, np.full(S + H, INFINITY)])
        highs.addVars(n, lower, upper)
        cost = np.concatenate([np.zeros(K + len(low)), np.ones(S), [h.slope for _, h in hinges]])
        highs.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        for i, (k, h) in enumerate(hinges):
            at = np.array([n - H + i, k], dtype=np.int32)
            highs.addRow(-h.level, INFINITY, 2, at, np.array([1.0, -1.0]))
        self.hinges, self.theta = H, K + len(low)
        return highs

    def _cut(self, plans: Sequence[Plan], x: FloatArray) -> None:
        """(X19): add a cut of each stretch."""
        K = len(self.demands)
        caps = np.clip(x[:K], 0.0, self.most)
        for s, stretch in enumerate(self.stretches):
            run, plan, at = self.runs[stretch.run], plans[stretch.run], stretch.at
            site, q, cap = run.site, plan.q[at], run.site.cap[at]
            value = _cost(run, plan, at, caps, self.penalties)
            terms = {self.theta + s: 1.0}
            for k in np.unique(cap[cap >= 0]).tolist():
                terms[k] = float(q[cap == k].sum())
                value += terms[k] * caps[k]
            for column, worth, e in (
                (stretch.begin, site.keep * plan.worth[at.start], _before(plan, at.start)),
                (stretch.end, -plan.worth[at.stop - 1], plan.energy[at.stop - 1]),
            ):
                if column is not None:
                    terms[column] = terms.get(column, 0.0) + float(worth)
                    value += float(worth * e)
            columns, values = np.array(list(terms), dtype=np.int32), np.array(list(terms.values()))
            self.master.addRow(value, INFINITY, len(terms), columns, values)
            self.rows.append((s, plan))

    def _mixed(self) -> tuple[Arrays, Arrays, Arrays]:
        """λ, μ and q of (X15): of each stretch the mean over its cuts, by their duals."""
        y = np.maximum(np.array(self.master.getSolution().row_dual)[self.hinges :], 0.0)
        of = np.array([s for s, _ in self.rows])
        total = np.bincount(of, weights=y)
        share = y / np.where(total > 0, total, 1.0)[of]
        arrays = tuple(tuple(np.zeros(len(run.site.buy)) for run in self.runs) for _ in range(3))
        for (s, plan), part in zip(self.rows, share, strict=True):
            r, at = self.stretches[s].run, self.stretches[s].at
            for array, of_plan in zip(arrays, (plan.worth, plan.mu, plan.q), strict=True):
                array[r][at] += part * of_plan[at]
        return arrays[0], arrays[1], arrays[2]


def _joints(cap: IntArray) -> list[int]:
    """Where a run passes from one demand to another; only its ends, if that is too often."""
    counted = np.flatnonzero(cap >= 0)
    changes = counted[1:][np.diff(cap[counted]) != 0].tolist()
    return [0, *(changes if len(changes) < STRETCHES else []), len(cap)]


def _before(plan: Plan, t: int) -> float:
    return float(plan.energy[t - 1]) if t else plan.cells.start


def _cost(run: Run, plan: Plan, at: slice, caps: FloatArray, penalties: FloatArray) -> float:
    """What a stretch costs, imports above a cap with their penalty."""
    site, flows = run.site, plan.flows
    cap = site.cap[at]
    over = np.where(cap >= 0, flows.imported[at] - caps[cap], 0.0)
    cost = site.buy[at] @ flows.imported[at] - site.sell[at] @ flows.exported[at]
    cost += site.wear * flows.discharge[at].sum()
    cost += float((np.maximum(over, 0.0) * np.where(cap >= 0, penalties[cap], 0.0)).sum())
    if not run.closed and at.stop == len(site.buy):
        cost -= run.cells.value * plan.energy[-1]
    return float(cost)
