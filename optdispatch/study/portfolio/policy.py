"""A file of sites and policies: what each policy does to each site, and whom it serves."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from optdispatch.study.portfolio.break_even import BreakEven
from optdispatch.study.portfolio.policies import AnyPolicy
from optdispatch.study.portfolio.portfolio import Portfolio
from optdispatch.study.portfolio.product import Product
from optdispatch.study.portfolio.redraw import Redraw

AS_IS = "as is"
"""Each site under its own tariff."""


class Policy(Portfolio):
    """Sites, what they have, and what a regulator might do."""

    SHELF: ClassVar[str] = "models/policies"
    product: Product | None = Field(
        default=None, description="At every site, in place of the storage of its case."
    )
    policies: Annotated[tuple[AnyPolicy, ...], Field(min_length=1)] = Field(
        description="Other tariffs, hours or ratios, beside the site's own."
    )
    break_even: BreakEven | None = Field(
        default=None, description="Also find what just earns a hurdle, for each site and policy."
    )

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if self.product is not None and len(self.product.cabinets) > 1:
            raise ValueError("product: a policy is held against one number of cabinets")
        if self.product is None and (bare := [s.name for s in self.sites if s.meter is not None]):
            raise ValueError(f"product is missing: site {bare[0]!r} is a meter file, no case")
        names = [AS_IS, *(name for policy in self.policies for name in policy.called())]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two policies are called {twice[0]!r}; give one another name")
        if len(names) == 1:
            why = "; ".join(f"{name}: {reason}" for name, reason in self.left_out.items())
            raise ValueError(f"policies: none can be priced: {why}")
        return self

    @property
    def called(self) -> Mapping[str, Redraw | None]:
        """Each policy by its name, the sites as they are first."""
        return dict(self._called())

    @property
    def left_out(self) -> dict[str, str]:
        """Tariffs that have no price, and why."""
        return {name: why for p in self.policies for name, why in p.left_out().items()}

    def _called(self) -> Iterator[tuple[str, Redraw | None]]:
        yield AS_IS, None
        for policy in self.policies:
            yield from ((name, policy) for name in policy.called())
