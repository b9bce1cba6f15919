"""The price of new cells."""

from optdispatch.finance.costs import Replacement
from optdispatch.study.lever import Lever

LEVER = Lever(
    description="What new cells cost when old ones are replaced.",
    needs="economics.replacement",
    fields=lambda _: [f"economics.replacement.{price}" for price in Replacement.PRICES],
)
