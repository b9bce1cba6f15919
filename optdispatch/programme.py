"""What every programme promises: somebody who pays a site for being flexible.

A programme earns on what the meter sees, and on power that storage promises to keep free. Its
revenue is written once and read twice, as a charge is: with numbers it is the settlement, with
expressions of a linear program a part of the objective. What may be done with an amount:

    least(a)      = min_i a_i                                                 (G1)
    performed(x)  = (min(x, most), 1)  if x ≥ least and x > 0,  else (0, 0)    (G2)

(G1) is concave, so that a program can earn on it. (G2) is not: whether an event was performed
is a switch. A program relaxes it to the least concave function above it, and decides the
switch where that would earn more than is settled. For this it needs to know what physics
allows a site not to draw in some periods, against a baseline B:

    most[t]  = load[t] + m[t] + Σ_s P_s
    least[t] = max(0, net[t] - l[t] - Σ_s P_s)                                (G3)
    floor    = Σ_t h[t]·(B[t] - most[t])                                      (G4)
    ceiling  = min(Σ_t h[t]·(B[t] - least[t]),
                   Σ_t h[t]·(B[t] - (net-l)⁺[t] + (net-l)⁻[t]) + Σ_s G_s)      (G5)

P_s is a storage's rated power; G_s is what it gives in that time if it is full and does not
leak meanwhile; (·)⁻ is surplus that charges it. By m flexible assets may draw more than they
do when nobody decides, by l less. No schedule is outside.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeAlias

import numpy as np
from pydantic import Field, PositiveFloat

from optdispatch.asset import Storage
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.nouns import Noun

Profile: TypeAlias = Sequence[Any] | FloatArray
"""Power in each period, shape (T,): numbers, or expressions of a linear program. [kW]"""
Net: TypeAlias = Callable[[Horizon], FloatArray]
"""The site's load less its own generation on a horizon, shape (T,). [kW]"""
ROUNDING = 1e-6
"""Share of what was bid by which a delivery may miss it through the solver's tolerance."""


class Band(NamedTuple):
    """From which amount on an event is performed, how much is paid, and what physics allows."""

    least: float
    most: float
    """No amount beyond this is paid; may be infinite."""
    floor: float
    """No schedule delivers less than this."""
    ceiling: float
    """No schedule delivers more than this."""


class Performed(NamedTuple):
    """(G2): the amount that is paid, and 1 where the event was performed, else 0."""

    paid: Any
    done: Any


class Terms(Protocol):
    """Operations that a programme may use on what is delivered and what is promised."""

    def dot(self, weights: FloatArray, power: Profile) -> Any:
        """Σ_t weights[t] · power[t]."""

    def least(self, amounts: Sequence[Any]) -> Any:
        """(G1)."""

    def performed(self, amount: Any, band: Band) -> Performed:
        """(G2)."""


class _Numbers:
    def dot(self, weights: FloatArray, power: Profile) -> float:
        return float(weights @ np.asarray(power, dtype=np.float64))

    def least(self, amounts: Sequence[float]) -> float:
        return float(min(amounts))

    def performed(self, amount: float, band: Band) -> Performed:
        done = amount > 0 and amount >= band.least * (1 - ROUNDING)
        return Performed(min(amount, band.most), 1.0) if done else Performed(0.0, 0.0)


SETTLED: Terms = _Numbers()


@dataclass(frozen=True)
class Part:
    """The part that a site takes in a programme: what a revenue is reckoned on."""

    horizon: Horizon
    imported_kw: Profile
    promised_kw: Profile
    """What storage promises to this programme, shape (T,)."""
    baseline_kw: FloatArray
    """What the meter would usually have seen, shape (T,); 0 where nobody asks."""
    net_kw: FloatArray
    """Load less generation, shape (T,)."""
    load_kw: FloatArray
    """Load alone, shape (T,)."""
    storages: Sequence[Storage]
    more_kw: FloatArray
    """How much more flexible assets may draw than they do when nobody decides, shape (T,)."""
    less_kw: FloatArray
    """How much less, shape (T,)."""

    def reach(self, at: IntArray, hours: FloatArray) -> tuple[float, float]:
        """Least and most energy not drawn in `hours` of the periods `at`: (G4) and (G5). [kWh]"""
        B, load = self.baseline_kw[at], (self.load_kw + self.more_kw)[at]
        net = (self.net_kw - self.less_kw)[at]
        rated = sum(s.rated_kw for s in self.storages)
        given = sum(_gives(s, float(hours.sum())) for s in self.storages)
        floor = hours @ (B - load - rated)
        by_power = hours @ (B - np.maximum(0.0, net - rated))
        by_energy = hours @ (B - np.maximum(net, 0.0) + np.maximum(-net, 0.0)) + given
        return float(floor), float(min(by_power, by_energy))


def _gives(storage: Storage, hours: float) -> float:
    """G_s of (G5). [kWh]"""
    full, none = storage.least_kwh + storage.usable_kwh, float("inf")
    kept = storage.step(full, 0.0, hours, none)[2] - storage.least_kwh
    if kept <= 0:
        return storage.rated_kw * hours
    _, power, _ = storage.step(full, none, hours, none)
    return power * hours * max(1.0, storage.usable_kwh / kept)


@dataclass(frozen=True)
class Offer:
    """Power that storage may promise to keep free, each way that is asked."""

    block: IntArray
    """Number of the block in which each period lies, (T,): one promise a block; -1: none."""
    most_kw: float
    """The most that may be promised."""
    hours: float
    """For how long what is promised could be asked for, without a pause."""
    up: bool
    """Whether it is to be delivered to the bus."""
    down: bool
    """Whether it is to be drawn from the bus."""
    cell_kwh: float = 0.0
    """Energy that leaves the cells for each kW that is promised for an hour. [kWh/kW·h]"""


class Programme(Noun):
    """Somebody who pays for flexibility."""

    name: str = Field(description="Name in the ledger.")
    source: str = Field(min_length=1, description="Document, or that it is made up.")
    stream: ClassVar[str]
    """The value stream that its revenue is."""
    is_for_pools: ClassVar[bool] = False
    """Whether several sites may take part in it as one."""
    is_two_sided: ClassVar[bool] = False
    """Whether who takes owes what who gives is paid."""

    @abstractmethod
    def revenue(self, part: Part, terms: Terms) -> Mapping[str, Any]:
        """What is earned over the horizon, by line of the ledger. [currency]"""

    def baseline_kw(self, horizon: Horizon, net: Net) -> FloatArray:
        """What the meter would usually see where that is asked, else 0; shape (T,). [kW]

        Raises `InputError` where nobody can tell.
        """
        return np.zeros(len(horizon))

    def of_site(self, share: float) -> Self | None:
        """What one site of a pool plans by, that has some share of its storage power.

        None: it has nothing to take part with.
        """
        return self

    def apart(self) -> Sequence[Self]:
        """The programme as several that add up to it, each of which is settled by itself."""
        return (self,)

    def called(self) -> Mapping[date, float]:
        """Days on which it may call, and the chance that it does."""
        return {}

    def notes(self, horizon: Horizon) -> tuple[str, ...]:
        """What a reader must know about how it meets the horizon."""
        return ()


class Promising(Programme):
    """A programme to which storage promises power."""

    storage: str | None = Field(
        default=None, description="The storage that promises; none: the only one."
    )
    most_kw: PositiveFloat = Field(description="The most that is promised.")
    is_for_pools: ClassVar[bool] = True

    def of_site(self, share: float) -> Self | None:
        """See `Programme.of_site`: as much of the most as it has storage power."""
        if share <= 0:
            return None
        return type(self).of(dict(self) | {"most_kw": share * self.most_kw}, self.name)

    @abstractmethod
    def offer(self, horizon: Horizon) -> Offer:
        """What storage may promise."""
