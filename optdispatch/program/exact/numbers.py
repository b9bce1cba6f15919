"""Rings and chains in numbers, and the arrays that their passes fill.

Energies are of one period: a power times Δt. [kWh] Prices hold the ring's weight, so that
costs add up to the horizon's.
"""

from itertools import pairwise
from math import nan
from typing import NamedTuple

import numpy as np

from optdispatch.horizon import BoolArray, FloatArray, IntArray
from optdispatch.program.exact.kernel import either

PARTS = 4
"""The bus cost of a period has this many straight parts at most."""
PIECES = 6
"""The cost of a period, in what the cells gain, has this many: (X5)."""
ROWS = 12
"""Numbers of a period in `Work` besides its pieces."""


class Site(NamedTuple):
    """What is given, arrays of shape (T,). [kWh, currency/kWh]"""

    buy: FloatArray
    """Price of a kWh imported, p."""
    sell: FloatArray
    """What a kWh exported earns, s ≤ p."""
    load: FloatArray
    """Energy that must be served, L."""
    spare: FloatArray
    """Generation that may be curtailed, G."""
    import_limit: FloatArray
    """I, which may be infinite."""
    export_limit: FloatArray
    """X, which may be infinite."""
    power: FloatArray
    """Most energy through the inverter, P."""
    low: FloatArray
    """Least energy stored at the end of each period, E̲."""
    high: FloatArray
    """Greatest, Ē."""
    cap: IntArray
    """Which demand the import of a period counts for; -1: none."""
    eta_c: float
    eta_d: float
    keep: float
    """Share of the stored energy that a period leaves, a."""
    wear: float
    """Cost of a kWh delivered, v/η_d."""


BUY, LOAD, SPARE = map(Site._fields.index, ("buy", "load", "spare"))
"""Rows of what is given in `Runs`."""


class Caps(NamedTuple):
    """Caps of demands, arrays of shape (K,), and what demands cost."""

    most: FloatArray
    """D. [kWh]"""
    penalty: FloatArray
    """M: what an import above D costs besides its price. [currency/kWh]"""
    slopes: FloatArray
    levels: FloatArray
    """φ of (X17), as in `Demand`, arrays of shape (K, J)."""


class Cells(NamedTuple):
    """How a run begins and ends. [kWh]"""

    first: int
    """The period that is read first; a ring may be read from any."""
    start: float
    least: float
    """Least energy at the end of the last period."""
    most: float
    value: float
    """What a kWh at the end earns. [currency/kWh]"""


class Steps(NamedTuple):
    """(X5) in each period: its pieces by slope, shape (T, PIECES), and where they begin, (T,)."""

    slope: FloatArray
    length: FloatArray
    pieces: FloatArray
    """How many there are."""
    x: FloatArray
    """Where the first piece begins."""
    cost: FloatArray
    """What that costs."""
    knee: FloatArray
    """b*, below which both directions run at once."""


class Path(NamedTuple):
    """What the passes find, arrays of shape (T,); all but `worth` are scaled."""

    floor: FloatArray
    """Slope at which a period's end is empty; minus infinity: it never is."""
    ceiling: FloatArray
    """Slope at which it is full."""
    worth: FloatArray
    """λ: what a kWh in the cells at the end of a period saves. [currency/kWh]"""
    x_low: FloatArray
    x_high: FloatArray
    """Between these lie the best changes of stored energy."""
    from_: FloatArray
    to: FloatArray
    """Between these energies, and only there, the rest of the run can be the best one."""


class Plan(NamedTuple):
    """The schedule, what it is worth and what proves it, arrays of shape (T,)."""

    charge: FloatArray
    discharge: FloatArray
    imported: FloatArray
    exported: FloatArray
    energy: FloatArray
    """What the cells hold at the end of a period. [kWh, as those before]"""
    mu: FloatArray
    """μ of (X14). [currency/kWh, as those that follow]"""
    worth: FloatArray
    """λ of (X15)."""
    q: FloatArray
    """How much of μ is due to a demand."""


class Work(NamedTuple):
    """What the passes of one run of T periods work in."""

    scale: FloatArray
    """Aᵢ = aⁱ."""
    slopes: FloatArray
    lengths: FloatArray
    """The sorted list, from its middle outward: it can grow by all pieces on either side."""
    left: FloatArray
    right: FloatArray
    """To keep a row in, shape (T,)."""
    aside: FloatArray
    """To keep q in, or prices with it, shape (T,)."""
    steps: Steps
    path: Path


class Runs(NamedTuple):
    """Rings and chains one after the other: T periods in all."""

    given: FloatArray
    """`buy` to `high` of `Site`, in its order, shape (9, T)."""
    cap: IntArray
    """As in `Site`."""
    own: FloatArray
    """η_c, η_d, a, v/η_d; then start, least, most and value, as in `Cells`; shape (R, 8)."""
    closed: BoolArray
    """Which are rings, shape (R,)."""
    bounds: IntArray
    """Where each begins, and the last one ends, shape (R + 1,)."""

    @property
    def slices(self) -> list[slice]:
        """Periods of each."""
        return [slice(a, b) for a, b in pairwise(self.bounds.tolist())]

    def row(self, name: str) -> FloatArray:
        """What is given by a name of `Site`."""
        found: FloatArray = self.given[Site._fields.index(name)]
        return found


class Room(NamedTuple):
    """Room for runs in one block: few arrays to hand over, and none to clear anew."""

    block: FloatArray
    """λ and q of each period, then the other rows of `Work`, run by run; then what runs share."""
    apart: bool
    """Whether runs have rows of their own, so that what is found of one can be kept."""
    periods: int
    """There are rows of so many."""
    longest: int
    """Periods of the longest run."""

    @property
    def worth(self) -> FloatArray:
        """λ of the last passes. [currency/kWh]"""
        return self.block[: self.periods]

    @property
    def q(self) -> FloatArray:
        """What caps were due of the prices, by the last touch. [currency/kWh]"""
        return self.block[self.periods : 2 * self.periods]


VALUE, END, FIRST, START, BEGIN = range(5)
"""Rows of what is found of runs, shape (5, R).

The least cost of the passes, where an import above a cap costs its penalty [currency]; what a kWh
at the end saves [currency/kWh]; the period from which a ring was read, where its cells are full
or empty, NaN: not yet; the energy before it [kWh]; and with how much a ring has to begin [kWh],
NaN: as is best.
"""


class Multipliers(NamedTuple):
    """What (X15) asks for, arrays of shape (T,). [currency/kWh]"""

    worth: FloatArray
    """λ."""
    q: FloatArray
    """How much of μ is due to a demand."""


class Dues(NamedTuple):
    """What the caps of demands are due of the prices. [currency/kWh]"""

    q: FloatArray
    """In each period, shape (T,)."""
    sums: FloatArray
    """Σq of each demand, shape (K,)."""


class Cuts(NamedTuple):
    """Stretches of runs, and a tangent of each, (X26)."""

    spans: IntArray
    """Their periods, shape (S, 2)."""
    least: FloatArray
    """Bound, and Σq by demand, shape (S, 1 + K)."""


@either
def of_no_demands() -> Caps:
    """No caps."""
    return Caps(np.empty(0), np.empty(0), np.empty((0, 0)), np.empty((0, 0)))


def no_cuts() -> Cuts:
    """Of runs without demands."""
    return Cuts(np.empty((0, 2), np.int64), np.empty((0, 1)))


@either
def room(runs: Runs, apart: bool) -> Room:
    """Make room for runs, or for one after the other: what is small stays near."""
    longest = 0
    for r in range(len(runs.closed)):
        longest = max(longest, runs.bounds[r + 1] - runs.bounds[r])
    T = len(runs.cap) if apart else longest
    lists = 4 * (PIECES * longest + 1)
    return Room(np.empty((ROWS + 2 * PIECES) * T + 3 * longest + 1 + lists), apart, T, longest)


@either
def nothing_found(runs: Runs) -> FloatArray:
    """Room for what is found of runs."""
    return np.full((5, len(runs.closed)), nan)


@either
def nothing_planned(runs: Runs) -> FloatArray:
    """Room for a plan of all runs: `Plan` in one array, of shape (8, T), λ and q zero."""
    return np.zeros((8, len(runs.cap)))
