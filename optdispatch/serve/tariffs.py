"""Tariffs of the catalogue, variant by variant, and a case under another one."""

from collections.abc import Iterator
from dataclasses import dataclass

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.tariff import Tariff


@dataclass(frozen=True)
class Offer:
    """A tariff with nothing left to choose."""

    name: str
    """In the catalogue."""
    options: tuple[str, ...] = ()
    billing: str | None = None

    def __str__(self) -> str:
        """What tells it from the tariff's other offers."""
        return ", ".join([*self.options, *([self.billing] if self.billing else [])])


def offers(name: str) -> tuple[Offer, ...]:
    """Every way to be billed by a tariff of the catalogue; none, where it has no prices.

    Raises `CatalogError` for a name that is not there.

    >>> [str(offer) for offer in offers("china/jiangxi/2025-07")]
    ['demand', 'contract', 'capacity']
    """
    return tuple(_offers(name))


def _offers(name: str) -> Iterator[Offer]:
    tariff = Tariff.load(name)
    for variant in tariff.variants or (tariff,):
        if not variant.unpriced:
            for billing in variant.billing or (None,):
                yield Offer(name, variant.chosen, billing)


def under(case: Case, offer: Offer) -> Case:
    """The case under another tariff.

    Raises `InputError` where the site does not say what the tariff bills.
    """
    content = catalog.read("tariffs", offer.name)
    choose = {"choose": offer.options} if offer.options else {}
    return case.changed(tariff=content | choose, billing=offer.billing)
