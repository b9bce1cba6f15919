"""Capital cost alone; running costs that are written as a share of it follow."""

from optdispatch.finance.costs import Capex
from optdispatch.study.lever import Lever

LEVER = Lever(
    description="What the plant costs to build.",
    needs="economics.capex",
    fields=lambda _: [f"economics.capex.{price}" for price in Capex.PRICES],
)
