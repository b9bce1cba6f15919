"""What the exact solver covers: one table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from optdispatch.asset import Asset, Storage
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.case.paths import is_same_site
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.reading import Reading, read
from optdispatch.program.uncovered import Uncovered

FAINTEST = 1e-200
"""What self-discharge may leave of a kWh over a ring, so that (X1) can be reckoned."""


class Meter:
    """A case without its storage, read once for all batteries that may stand behind its meter."""

    def __init__(self, case: Case) -> None:
        self.case, self.horizon, self.others = case, case.horizon, _others(case)

    def fits(self, case: Case) -> bool:
        """Whether another case differs in its storage alone."""
        return case.horizon is self.horizon and is_same_site(self.case, case)

    @cached_property
    def reading(self) -> Reading:
        """Its tariff, by (Y1)."""
        return read(self.case)

    @cached_property
    def given_kw(self) -> dict[str, FloatArray]:
        """Power of each asset when nobody decides anything, by name, shape (T,)."""
        return {a.name: a.given_kw(self.horizon) for a in self.others}

    @cached_property
    def load_kw(self) -> FloatArray:
        """What must be served, shape (T,)."""
        return -self._given(curtailable=False)

    @cached_property
    def spare_kw(self) -> FloatArray:
        """Generation that may be curtailed, shape (T,)."""
        return self._given(curtailable=True)

    @cached_property
    def cap(self) -> IntArray:
        """Which demand each period counts for, shape (T,); -1: none."""
        cap = np.full(len(self.horizon), -1)
        for k, (where, _) in enumerate(self.reading.demands):
            cap[where] = k
        return cap

    @cached_property
    def overlaps(self) -> bool:
        """Whether a period counts for two demands."""
        masks = [where.astype(np.int64) for where, _ in self.reading.demands]
        return bool((np.sum(masks, axis=0) > 1).any()) if masks else False

    @cached_property
    def exports(self) -> bool:
        """Whether a kWh exported earns more than one imported costs, somewhere."""
        export = self.case.connection.export_limit_kw > 0
        return export and bool((self.reading.sell > self.reading.buy).any())

    def _given(self, curtailable: bool) -> FloatArray:
        powers = (self.given_kw[a.name] for a in self.others if a.curtailable is curtailable)
        return sum(powers, np.zeros(len(self.horizon)))


class Known(NamedTuple):
    """What is known of a case that was planned, for others like it."""

    meter: Meter
    likely: FloatArray | None = None
    """Its best demands, in the energy of a step, shape (K,). [kWh]"""

    @property
    def read(self) -> "Known":
        """Its meter."""
        return Known(self.meter)


def _others(case: Case) -> list[Asset]:
    return [a for a in case.assets if not isinstance(a, Storage)]


@dataclass(frozen=True)
class Question:
    """A battery behind a meter, and what has to be known of it to tell whether it is covered."""

    case: Case
    meter: Meter
    likely: FloatArray | None = None
    """Demands that may be near the best ones, as those of `Known`."""

    @classmethod
    def of(cls, case: Case, known: Known | None = None) -> Self:
        """Ask of a case; what is known of another may be true of it, too."""
        if known and known.meter.fits(case):
            return cls(case, *known)
        return cls(case, Meter(case))

    @property
    def batteries(self) -> list[Battery]:
        """Its batteries."""
        return [a for a in self.case.assets if isinstance(a, Battery)]

    @property
    def battery(self) -> Battery:
        """The one that is planned."""
        return self.batteries[0]

    def with_sizes(self, power_kw: float, energy_kwh: float) -> Self:
        """The same of a battery of other sizes."""
        sizes = {"power_kw": power_kw, "energy_kwh": energy_kwh}
        sized = self.battery.model_copy(update=sizes)
        assets = tuple(sized if a is self.battery else a for a in self.case.assets)
        return replace(self, case=self.case.model_copy(update={"assets": assets}))

    @property
    def kept(self) -> float:
        """What the longest ring leaves of a kWh."""
        horizon = self.meter.horizon
        keep = (1 - self.battery.self_discharge_per_hour) ** horizon.hours
        return float(keep ** max(ring.periods for ring in horizon.rings))


class Limit(NamedTuple):
    """A reason not to cover a case."""

    applies: Callable[[Question], bool]
    says: str


LIMITS = (
    Limit(lambda q: len(q.case.storages) != 1, "it does not have one storage"),
    Limit(lambda q: len(q.batteries) != 1, "its storage is not a battery"),
    Limit(lambda q: bool(q.case.flexible), "it has a flexible asset, such as vehicles"),
    Limit(lambda q: bool(q.case.programmes), "programmes pay for its flexibility"),
    Limit(lambda q: q.battery.cycles_per_day is not None, "cycles a day are limited"),
    Limit(lambda q: isinstance(q.battery.wear_per_kwh, str), "wear is still to be found"),
    Limit(lambda q: q.kept < FAINTEST, "self-discharge leaves nothing over its time"),
    Limit(
        lambda q: bool((q.meter.load_kw < 0).any()), "something that is no storage delivers power"
    ),
    Limit(lambda q: q.meter.overlaps, "a period counts for several demands"),
    Limit(lambda q: q.meter.exports, "an export earns more than an import costs"),
    Limit(
        lambda q: any(h.slope < 0 for _, hinges in q.meter.reading.demands for h in hinges),
        "a demand becomes cheaper as it grows",
    ),
)
"""In this order; the first that applies is told."""
UNREAD = "a charge is neither a price nor goes by a highest power"
"""What `read` tells in other words, charge by charge."""


def covers(case: Case) -> str | None:
    """Why the exact solver does not cover a case; None: it does."""
    question = Question.of(case)
    try:
        return next((limit.says for limit in LIMITS if limit.applies(question)), None)
    except Uncovered as reason:
        return str(reason)
