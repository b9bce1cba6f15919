"""One ring or chain, planned at given caps."""

from dataclasses import dataclass, field, replace

import numpy as np

from optdispatch.horizon import FloatArray, IntArray
from optdispatch.program.exact.calm import calm_pass
from optdispatch.program.exact.flows import flow_pass
from optdispatch.program.exact.numbers import Cells, Flows, Site, Work, room
from optdispatch.program.exact.prices import price_pass
from optdispatch.program.exact.ring import solve


@dataclass(frozen=True)
class Plan:
    """A run's schedule, and its multipliers; arrays of shape (T,)."""

    cells: Cells
    cost: float
    """Of the schedule, without demands. [currency]"""
    value: float
    """Of the passes: what is imported above a cap costs its penalty."""
    flows: Flows
    energy: FloatArray
    worth: FloatArray
    """λ of (X9). [currency/kWh]"""
    mu: FloatArray
    """μ of (X14). [currency/kWh]"""
    q: FloatArray
    """How much of μ is due to a demand. [currency/kWh]"""


@dataclass(frozen=True)
class Run:
    """A ring or chain, and the room to plan it in."""

    site: Site
    cells: Cells
    closed: bool
    where: slice
    """Its periods in the horizon."""
    work: Work = field(repr=False)

    @classmethod
    def of(cls, site: Site, cells: Cells, closed: bool, where: slice) -> "Run":
        """Make room for a run."""
        return cls(site, cells, closed, where, room(len(site.buy), site.keep))

    def plan(
        self,
        caps: FloatArray,
        penalties: FloatArray,
        start: float | None = None,
        calm: bool = False,
    ) -> Plan | int:
        """The cheapest plan, or a period that cannot be served.

        `start` holds a ring to an energy at its beginning [kWh]; `calm` makes it the calmest.
        """
        work, cells, closed = self.work, self.cells, self.closed
        if start is not None:
            cells, closed = Cells(0, start, start, start, 0.0), False
        value, cells, failed = solve(self.site, cells, closed, caps, penalties, work)
        if failed >= 0:
            return failed
        if calm:
            calm_pass(self.site, cells, work)
        cost = flow_pass(self.site, cells, work)
        mu, q = np.empty(len(self.site.buy)), np.empty(len(self.site.buy))
        price_pass(self.site, work, caps, penalties, mu, q)
        flows = Flows(*(f.copy() for f in work.flows))
        return Plan(
            Cells(*cells),
            cost,
            value,
            flows,
            work.path.energy.copy(),
            work.path.worth.copy(),
            mu,
            q,
        )

    def named(self) -> IntArray:
        """The caps that its periods count for."""
        caps = np.unique(self.site.cap)
        return caps[caps >= 0]

    def begun(self, cells: Cells) -> "Run":
        """The run, to be searched from a beginning that was good before."""
        return replace(self, cells=cells)
