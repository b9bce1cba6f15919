"""Rings and chains in numbers, and the arrays that their passes fill.

Energies are of one period: a power times Δt. [kWh] Prices hold the ring's weight, so that
costs add up to the horizon's.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optdispatch.horizon import FloatArray, IntArray

PARTS = 4
"""The bus cost of a period has this many straight parts at most."""
PIECES = 6
"""The cost of a period, in what the cells gain, has this many: (X5)."""


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


class Caps(NamedTuple):
    """Caps of demands, arrays of shape (K,)."""

    most: FloatArray
    """D. [kWh]"""
    penalty: FloatArray
    """M: what an import above D costs besides its price. [currency/kWh]"""


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
    pieces: npt.NDArray[np.int8]
    """How many there are."""
    x: FloatArray
    """Where the first piece begins."""
    cost: FloatArray
    """What that costs."""
    knee: FloatArray
    """b*, below which both directions run at once."""


class Path(NamedTuple):
    """What the passes find, arrays of shape (T,); all but `worth` and `energy` are scaled."""

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
    energy: FloatArray
    """What the cells hold at the end of a period. [kWh]"""


class Flows(NamedTuple):
    """The schedule, arrays of shape (T,). [kWh]"""

    charge: FloatArray
    discharge: FloatArray
    imported: FloatArray
    exported: FloatArray


class Work(NamedTuple):
    """Room for runs of T periods in all."""

    scale: FloatArray
    """Aᵢ = aⁱ of one run."""
    slopes: FloatArray
    lengths: FloatArray
    """The sorted list, from its middle outward: it can grow by all pieces on either side."""
    left: FloatArray
    right: FloatArray
    """Rows of one run, to keep something in."""
    aside: FloatArray
    """Of each period, to keep q in, or prices with it, shape (T,)."""
    steps: Steps
    path: Path
    flows: Flows


class Runs(NamedTuple):
    """Rings and chains one after the other: a `Site`, flat, and what each has of its own."""

    buy: FloatArray
    sell: FloatArray
    load: FloatArray
    spare: FloatArray
    import_limit: FloatArray
    export_limit: FloatArray
    power: FloatArray
    low: FloatArray
    high: FloatArray
    cap: IntArray
    own: FloatArray
    """η_c, η_d, a, v/η_d; then start, least, most and value, as in `Cells`; shape (R, 8)."""
    closed: npt.NDArray[np.bool_]
    """Which are rings, shape (R,)."""
    bounds: IntArray
    """Where each begins, and the last one ends, shape (R + 1,)."""

    @property
    def slices(self) -> list[slice]:
        """Periods of each."""
        return [slice(a, b) for a, b in pairwise(self.bounds.tolist())]


class Found(NamedTuple):
    """What is found of each run, arrays of shape (R,)."""

    cost: FloatArray
    """Of the schedule, without demands. [currency]"""
    value: FloatArray
    """Of the passes: what is imported above a cap costs its penalty. [currency]"""
    begun: FloatArray
    """The energy with which each begins. [kWh]"""
    first: IntArray
    """The period from which each ring was read, where its cells are full or empty; -1: not yet."""
    start: FloatArray
    """The energy before that period. [kWh]"""
    end: FloatArray
    """What a kWh at the end of each saves. [currency/kWh]"""
    kept: npt.NDArray[np.bool_]
    """Whether what the passes found at the best caps is still in `Work`."""


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


class Proven(NamedTuple):
    """What (X14) to (X16) say of runs."""

    mu: FloatArray
    """μ, shape (T,). [currency/kWh]"""
    bound: FloatArray
    """(X15), without the demands, shape (R,). [currency]"""
    held: FloatArray
    """Its part that grows with the cells, shape (R,). [currency]"""
    power: FloatArray
    """What one more kWh a period through the inverter would save, shape (R,). [currency/kWh]"""


def room(runs: Runs) -> Work:
    """Make room for runs: one block, which the system hands out again without clearing it anew.

    What a plan keeps, its flows and energies, stands apart, so that it does not keep the block.
    """
    T, most = len(runs.buy), int(np.diff(runs.bounds).max())
    wide, at = 2 * (PIECES * most + 1), 0
    block = np.empty(1 + 2 * wide + 3 * most + (2 * PIECES + 11) * T)

    def some(n: int) -> FloatArray:
        nonlocal at
        at += n
        return block[at - n : at]

    def rows() -> FloatArray:
        return some(T * PIECES).reshape(T, PIECES)

    steps = Steps(rows(), rows(), np.empty(T, np.int8), some(T), some(T), some(T))
    path = Path._make([*(some(T) for _ in Path._fields[:-1]), np.empty(T)])
    return Work(
        some(most + 1), some(wide), some(wide), some(most), some(most), some(T), steps, path,
        Flows(*(np.empty(T) for _ in Flows._fields)),
    )  # fmt: skip


def nothing_found(runs: Runs) -> Found:
    """Room for what is found of runs."""
    R = len(runs.closed)
    start = runs.own[:, 4]
    return Found(
        np.zeros(R), np.zeros(R), start.copy(), np.full(R, -1), start.copy(), np.zeros(R),
        np.zeros(R, dtype=np.bool_),
    )  # fmt: skip


def nothing_proven(runs: Runs) -> Proven:
    """Room for what multipliers say of runs."""
    R = len(runs.closed)
    return Proven(np.zeros(len(runs.buy)), np.zeros(R), np.zeros(R), np.zeros(R))


def multipliers(T: int) -> Multipliers:
    """Room for multipliers, all zero."""
    return Multipliers(np.zeros(T), np.zeros(T))
