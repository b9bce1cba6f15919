"""A file of sites and products: which product is the best at each site, and what it earns."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from optdispatch.study.portfolio.portfolio import Portfolio
from optdispatch.study.portfolio.product import Product

RankBy = Literal[
    "saving_year_1",
    "npv_before_tax",
    "npv_after_tax",
    "irr_before_tax",
    "irr_after_tax",
    "payback_before_tax_years",
    "payback_after_tax_years",
    "equity_npv_after_tax",
    "equity_irr_before_tax",
    "equity_irr_after_tax",
    "lcos_per_kwh",
]
SIGNS: Mapping[str, int] = {
    name: -1 if name.startswith(("payback", "lcos")) else 1 for name in get_args(RankBy)
}
"""1: the most is the best; -1: the least."""


class Sites(Portfolio):
    """Sites, and the products that are held against each of them."""

    SHELF: ClassVar[str] = "models/sites"
    products: tuple[Product, ...] = Field(min_length=1, description="What is on offer.")
    rank_by: RankBy = Field(
        default="npv_after_tax", description="Measure by which products and sites are ranked."
    )

    @model_validator(mode="after")
    def _each_product_once(self) -> Self:
        names = [product.name for product in self.products]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two products are called {twice[0]!r}; give each its own name")
        return self

    def product(self, name: str) -> Product:
        """One of the products."""
        return next(product for product in self.products if product.name == name)
