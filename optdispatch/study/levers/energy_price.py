"""The part of the energy price that floats with the period, in each charge on energy.

Where a price does not say what of it floats, all of it is moved: prices by period, of blocks, at
all times, or as a series. What is paid for export stays.
"""

from collections.abc import Iterator

from optdispatch.case import Case
from optdispatch.study.lever import Lever
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.prices.floating import Floating

WHOLE = ("by_period", "uniform", "series", "series.scale")
"""Prices that are not split."""


def _fields(case: Case) -> Iterator[str]:
    floating: dict[str, None] = {}
    for at, charge in _charges(case):
        price = getattr(charge, "price", None)
        if charge.stream != "energy" or getattr(charge, "kind", "").startswith("export"):
            continue
        if isinstance(price, Floating):
            floating |= dict.fromkeys(price.float_base or ())
            yield from (f"{at}.price.components.{c}" for c in price.float_base or ())
        else:
            yield from (f"{at}.price.{kind}" for kind in WHOLE)
            yield f"{at}.price_per_kwh"
            blocks = getattr(charge, "blocks", ())
            yield from (f"{at}.blocks.{k}.price_per_kwh" for k in range(len(blocks)))
    published = getattr(getattr(case.tariff, "monthly_prices", None), "months", {})
    yield from (f"tariff.monthly_prices.months.{m}.{c}" for m in published for c in floating)


def _charges(case: Case) -> Iterator[tuple[str, Charge]]:
    """Charges and their paths: by their names, where these tell them apart."""
    names = [charge.name for charge in case.tariff.charges]
    for i, charge in enumerate(case.tariff.charges):
        which = charge.name if names.count(charge.name) == 1 else str(i)
        yield f"tariff.charges.{which}", charge


LEVER = Lever(
    description="The part of the energy price that floats with the period, not all of the tariff.",
    needs="a charge on energy",
    fields=_fields,
)
