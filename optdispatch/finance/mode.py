"""What every investment mode promises: it splits the project's flows, and loses none.

    Σ_parties F_t = -C·[t = 0] + S_t - O_t - Rep_t + RV_t                     (I1)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
F_t           a party's flow at the end of year t               currency      flows[party]
C             capital cost                                      currency      capex
S_t           gross saving and other revenue                    currency      saving
O_t           O&M and insurance                                 currency      running
Rep_t         new cells                                         currency      replacement
RV_t          residual value                                    currency      residual
============  ================================================  ============  ================

Flows are before income tax and VAT, which each party settles for itself, and before what an
investor borrows elsewhere.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from optdispatch.errors import CertificateError, InputError
from optdispatch.finance.loan import Debt
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun

TOLERANCE = 1e-9
"""How far the parties may be from the project, as a share of what changes hands."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """The project as a whole, in years 0 … N: arrays of shape (N + 1,). [currency]"""

    capex: float
    saving: FloatArray
    running: FloatArray
    replacement: FloatArray
    residual: FloatArray
    debt: Debt
    book_value: FloatArray | None = None
    """None: nothing is depreciated, so no book is kept."""
    discharged_value: FloatArray | None = None

    @property
    def years(self) -> int:
        """N."""
        return self.saving.size - 1

    @property
    def built(self) -> FloatArray:
        """C·[t = 0]."""
        return self.once(self.capex, 0)

    @property
    def operating(self) -> FloatArray:
        """S - O - Rep."""
        return self.saving - self.running - self.replacement

    @property
    def flow(self) -> FloatArray:
        """The right-hand side of (I1)."""
        return -self.built + self.operating + self.residual

    def once(self, amount: float, year: int) -> FloatArray:
        """An amount in one year, and nothing in the others."""
        flow = np.zeros(self.years + 1)
        flow[year] = amount
        return flow

    def since(self, year: int, flow: FloatArray) -> FloatArray:
        """A flow that starts in `year`, and nothing in the others."""
        rest = self.years + 1 - year - flow.size
        return np.concatenate([np.zeros(year), flow, np.zeros(rest)])

    def during(self, first: int, last: int) -> FloatArray:
        """1 in the years from `first` to `last`, else 0."""
        year = np.arange(self.years + 1)
        return ((year >= first) & (year <= last)).astype(np.float64)


@dataclass(frozen=True)
class Split:
    """Each party's flows in years 0 … N, and the figures that its agreements turn on."""

    flows: Mapping[str, FloatArray]
    figures: Mapping[str, float | None] = field(default_factory=dict)
    """`rent` [currency], `effective_rate` [1/year]; None: there is no such number."""
    coverage: tuple[float | None, ...] = ()
    """Share of what is owed to a lender or lessor that (S - O) of the party that owes it
    covers, in years 0 … N; None where nothing is owed."""


class Mode(Noun):
    """Who pays, and who is paid."""

    @property
    @abstractmethod
    def ends(self) -> int:
        """The year in which the last agreement ends; 0 if there is none."""

    @abstractmethod
    def share(self, project: Project) -> Split:
        """Write the equations of this mode."""

    def split(self, project: Project) -> Split:
        """Split the project's flows among the parties.

        Raises `InputError` for agreements that are longer than the project, and
        `CertificateError` where the parties do not add up to it: (I1).
        """
        if self.ends > project.years:
            years = f"after the project of {project.years}"
            raise InputError(f"the mode ends in year {self.ends}, {years}")
        split = self.share(project)
        parties = np.array(list(split.flows.values()))
        money = np.abs(parties).sum(axis=0) + project.built + np.abs(project.saving)
        wrong = np.abs(parties.sum(axis=0) - project.flow) > TOLERANCE * money
        if wrong.any():
            year = int(np.flatnonzero(wrong)[0])
            raise CertificateError(f"the parties do not add up to the project in year {year}")
        return split
