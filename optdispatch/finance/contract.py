"""Energy performance contracts: an investor builds, a host saves, and both share.

    investor_0 = -C                                                           (E1)
    investor_t = S_t - H_t - O_t - Rep_t + X·[t = T] ,         1 ≤ t ≤ T      (E2)
    host_t     = H_t - X·[t = T] ,                             1 ≤ t ≤ T      (E3)
    host_t     = S_t - O_t - Rep_t ,                           t > T          (E4)
    host_N    += RV_N                                                         (E5)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
H_t           what the host is given in year t                  currency      to_host
T             years of the contract                             years         contract_years
X             price at which the plant is handed over           currency      handover.value
α_t           share of the investor                             -             investor_share, steps
C, S, …       the project: see `mode`                           currency      project.*
============  ================================================  ============  ================

The kinds of contract differ in H_t alone.

Source: GB/T 24915-2020, 合同能源管理技术通则 (energy performance contracting).
"""

from abc import abstractmethod
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, PositiveInt, model_validator

from optdispatch.errors import InputError
from optdispatch.finance.costs import Amount, Fraction
from optdispatch.finance.mode import Mode, Project, Split
from optdispatch.finance.yearly import FloatArray
from optdispatch.nouns import Noun


class AtPrice(Noun):
    """Handed over at a price that is agreed from the start."""

    kind: Literal["price"] = "price"
    price: Amount = Field(description="[currency]")

    def value(self, project: Project, year: int) -> float:
        """X. [currency]"""
        return self.price


class AtBookValue(Noun):
    """Handed over at what the plant is worth on the books."""

    kind: Literal["book_value"] = "book_value"

    def value(self, project: Project, year: int) -> float:
        """X. [currency]"""
        if project.book_value is None:
            raise InputError("a handover at book value needs depreciation, to know the books")
        return float(project.book_value[year])


class Term(Noun):
    """How long a contract lasts, and how it ends."""

    contract_years: PositiveInt = Field(le=100, description="Years of the contract.")
    handover: Annotated[AtPrice | AtBookValue, Field(discriminator="kind")] = Field(
        default=AtPrice(price=0), description="What the host pays for the plant; nothing."
    )

    def parties(self, project: Project, to_host: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(E1) to (E5): flows of the investor and of the host, shape (N + 1,). [currency]"""
        T = self.contract_years
        H = project.during(1, T) * to_host
        X = project.once(self.handover.value(project, T), T)
        investor = project.during(1, T) * project.operating - H + X - project.built
        host = H - X + project.during(T + 1, project.years) * project.operating
        return investor, host + project.residual


class Step(Noun):
    """A share that holds from some year on."""

    from_year: int = Field(ge=2, description="The first year of the contract that has it.")
    investor_share: Fraction = Field(description="Of the saving.")


class Shares(Noun):
    """How a saving is shared."""

    investor_share: Fraction = Field(description="Of the saving, from year 1.")
    host_share: Fraction | None = Field(
        default=None, description="The rest of it; may be written, and is checked."
    )
    steps: tuple[Step, ...] = Field(default=(), description="Shares that change later, in order.")

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        investor, host = self.investor_share, self.host_share
        if host is not None and abs(investor + host - 1) > 1e-9:
            total = f"{investor + host:g}, not 1"
            raise ValueError(f"investor_share {investor:g} and host_share {host:g} are {total}")
        years = [step.from_year for step in self.steps]
        if years != sorted(set(years)):
            raise ValueError(f"steps should be in order of from_year, not {years}")
        return self

    def of_host(self, years: int) -> FloatArray:
        """1 - α_t, in years 0 … N, shape (years + 1,)."""
        alpha = np.full(years + 1, self.investor_share)
        for step in self.steps:
            alpha[step.from_year :] = step.investor_share
        return 1 - alpha


class SharingTerms(Shares, Term):
    """A contract that shares the saving, for a mode that holds more than the contract."""


class Contract(Term, Mode):
    """A contract between an investor and a host."""

    @property
    def ends(self) -> int:
        """See `Mode.ends`."""
        return self.contract_years

    @abstractmethod
    def to_host(self, project: Project) -> FloatArray:
        """H_t: what the host is given, shape (N + 1,). [currency]"""

    def share(self, project: Project) -> Split:
        """See `Mode.share`."""
        investor, host = self.parties(project, self.to_host(project))
        return Split({"investor": investor, "host": host})
