"""All that the plant costs, together; a share of the capital cost moves with it anyway."""

from collections.abc import Iterator

from optdispatch.case import Case
from optdispatch.finance.costs import Capex, Priced, Replacement, YearlyCost
from optdispatch.study.lever import Lever


def _fields(_: Case) -> Iterator[str]:
    costs: dict[str, type[Priced]] = {
        "capex": Capex,
        "om": YearlyCost,
        "insurance": YearlyCost,
        "replacement": Replacement,
    }
    for name, cost in costs.items():
        yield from (f"economics.{name}.{price}" for price in cost.PRICES if "share" not in price)


LEVER = Lever(
    description="Capital cost, running costs and new cells together.",
    needs="economics",
    fields=_fields,
)
