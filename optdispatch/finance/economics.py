"""What a user writes under `economics:`: prices, financing, taxes and the investment mode.

A price, a rate or a life is written, or comes from an entry of `models/finance` that names
its source; what is left out, such as insurance, is not there.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, PositiveInt, model_validator

from optdispatch import catalog
from optdispatch.finance import modes
from optdispatch.finance.costs import Capex, Escalation, Fraction, Replacement, YearlyCost
from optdispatch.finance.depreciation import Depreciation
from optdispatch.finance.income_tax import IncomeTax
from optdispatch.finance.loan import AnyLoan
from optdispatch.finance.metrics import AnyPayback, StaticPayback
from optdispatch.finance.revenues import AnyRevenue
from optdispatch.finance.vat import AnyVat
from optdispatch.nouns import Noun, any_kind

if TYPE_CHECKING:
    from optdispatch.finance.mode import Mode as AnyMode
else:
    AnyMode = any_kind(modes)

SHELF = "models/finance"


class Economics(Noun):
    """The money of one case, in the currency of the case."""

    name: str = Field(default="", description="What these terms are called.")
    source: str = Field(default="", description="Where they come from.")
    currency: str | None = Field(default=None, description="Of the prices; by default the case's.")

    life_years: PositiveInt = Field(le=100, description="Years of the project after year 0.")
    discount_rate: Fraction = Field(description="For present values. [1/year]")
    payback: AnyPayback = Field(
        default=StaticPayback(), description="What the case calls its payback."
    )

    capex: Capex = Field(description="Capital cost, paid in year 0.")
    om: YearlyCost = Field(description="Operation and maintenance.")
    insurance: YearlyCost | None = Field(default=None, description="Insurance.")
    replacement: Replacement | None = Field(default=None, description="New cells.")
    residual_share: Fraction = Field(
        default=0.0, description="Residual value, as a share of the cost on the books, less VAT."
    )

    price_escalation: Escalation = Field(
        default=0.0, description="Rise of the savings on the bill after year 1. [1/year]"
    )
    host_share: Fraction = Field(
        default=0.0, description="Of the savings on the bill, left to the host of the site."
    )
    other_revenues: tuple[AnyRevenue, ...] = Field(
        default=(), description="Subsidies, leases of capacity, services."
    )

    equity_share: Fraction = Field(default=1.0, description="Of the capital cost.")
    loan: AnyLoan | None = Field(default=None, description="The loan that pays the rest.")
    vat: AnyVat | None = Field(default=None, description="Value-added tax.")
    income_tax: IncomeTax | None = Field(default=None, description="Income tax.")
    depreciation: Depreciation | None = Field(default=None, description="On the books.")
    mode: AnyMode | None = Field(default=None, description="Who invests, and how it is shared.")

    @classmethod
    def load(cls, name: str, folder: Path | None = None) -> Self:
        """Read terms by their name in the catalogue, or from a `.yaml` file.

        Raises `InputError` for an unknown name, or terms that do not fit.
        """
        return cls.of(catalog.read(SHELF, name, folder), name, {"folder": folder})

    @property
    def loan_share(self) -> float:
        """The share of the capital cost that the loan pays."""
        return 1 - self.equity_share if self.loan else 0.0

    def with_costs_times(self, factor: float) -> Self:
        """Scale capital cost, running costs and new cells together: "system cost".

        >>> Economics.load("jiangxi-2025").with_costs_times(0.85).capex.per_kwh
        935.0
        """
        costs = {n: getattr(self, n) for n in ("capex", "om", "insurance", "replacement")}
        scaled = {n: cost.times(factor).model_dump() for n, cost in costs.items() if cost}
        return self.changed(**scaled)

    def changed(self, **fields: Any) -> Self:
        """Make a new record in which some fields are others, and validate it.

        Raises `InputError` where they do not fit.
        """
        return self.of(self.model_dump() | fields, self.name or "economics")

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        equity = self.equity_share
        if self.loan is None and equity < 1:
            raise ValueError(f"equity_share {equity:g} leaves {1 - equity:g} without a loan")
        if self.loan and self.loan.share is not None and abs(equity + self.loan.share - 1) > 1e-9:
            total = equity + self.loan.share
            raise ValueError(
                f"equity_share {equity:g} and loan.share {self.loan.share:g} are {total:g}, not 1"
            )
        return self

    @model_validator(mode="after")
    def _ends_in_time(self) -> Self:
        life = self.life_years
        if self.loan and self.loan.years > life:
            raise ValueError(f"a loan of {self.loan.years} years outlasts the project of {life}")
        if self.mode and self.mode.ends > life:
            raise ValueError(f"mode ends in year {self.mode.ends}, after the project of {life}")
        for revenue in self.other_revenues:
            if revenue.starts > life:
                year = f"starts in year {revenue.starts}"
                raise ValueError(f"{revenue.name!r} {year}, after the project of {life}")
        return self

    @model_validator(mode="after")
    def _has_one_of_each_name(self) -> Self:
        names = [revenue.name for revenue in self.other_revenues]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two of other_revenues are called {name!r}; rename one")
        return self

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.income_tax and not self.depreciation:
            raise ValueError("income_tax needs depreciation, to know the profit")
        if self.replacement and self.replacement.funded_by == "loan" and not self.loan:
            raise ValueError("replacement is funded by a loan, but there is no loan")
        if self.host_share and self.mode:
            raise ValueError("host_share and mode both share the savings; write one")
        return self
