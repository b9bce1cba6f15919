"""The tariffs of China as the tests go through them."""

from functools import cache

from optdispatch import catalog
from optdispatch.tariff import Tariff
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.tariff.prices.floating import Floating

NAMES = tuple(name for name in catalog.names("tariffs") if name.startswith("china/"))


@cache
def load(name: str) -> Tariff:
    """A tariff; loaded once, since a province has up to 28 variants."""
    return Tariff.load(name)


@cache
def variants(name: str) -> tuple[Tariff, ...]:
    """The tariffs that a file offers."""
    return load(name).variants or (load(name),)


EVERY = tuple((name, variant) for name in NAMES for variant in variants(name))
"""Each name in the catalogue, with each of its variants."""


def floating(tariff: Tariff) -> Floating:
    """The energy price of a tariff."""
    price = getattr(tariff.charges[0], "price", None)
    assert isinstance(price, Floating)
    return price


def prices(**months: dict[str, float]) -> MonthlyPrices:
    """Monthly prices; `m2026_10` is October 2026."""
    named = {name[1:].replace("_", "-"): values for name, values in months.items()}
    content = {"name": "prices", "source": "a test", "confidence": "high", "months": named}
    return MonthlyPrices.of(content, "prices")
