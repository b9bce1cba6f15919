"""Operation and maintenance."""

from optdispatch.finance.costs import YearlyCost
from optdispatch.study.lever import Lever

LEVER = Lever(
    description="Operation and maintenance.",
    needs="economics.om",
    fields=lambda _: [f"economics.om.{price}" for price in YearlyCost.PRICES],
)
