"""One ring or chain in numbers, and the arrays that its passes fill.

Energies are of one period: a power times Δt. [kWh] Prices hold the ring's weight, so that
costs add up to the horizon's.
"""

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


class Bus(NamedTuple):
    """(X3) in each period: its parts by price, shape (T, PARTS), and where they begin, (T,)."""

    price: FloatArray
    size: FloatArray
    spill: npt.NDArray[np.int8]
    """Which part is curtailment."""
    begin: FloatArray
    """Least b that the grid allows."""


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
    """Room for one run of T periods."""

    scale: FloatArray
    """Aᵢ = aⁱ, shape (T + 1,)."""
    slopes: FloatArray
    lengths: FloatArray
    """The sorted list, from its middle outward: it can grow by all pieces on either side."""
    bus: Bus
    steps: Steps
    path: Path
    flows: Flows


def room(T: int, keep: float) -> Work:
    """Make room for runs of T periods. [share kept per period]"""
    wide, row = 2 * (PIECES * T + 1), np.empty(T)

    def rows(columns: int) -> FloatArray:
        return np.empty((T, columns))

    return Work(
        scale=keep ** np.arange(T + 1.0),
        slopes=np.empty(wide),
        lengths=np.empty(wide),
        bus=Bus(rows(PARTS), rows(PARTS), np.empty(T, np.int8), row.copy()),
        steps=Steps(
            rows(PIECES), rows(PIECES), np.empty(T, np.int8), row.copy(), row.copy(), row.copy()
        ),
        path=Path(*(row.copy() for _ in Path._fields)),
        flows=Flows(*(row.copy() for _ in Flows._fields)),
    )
