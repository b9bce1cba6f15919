"""The plan of a file of sites: a point is a number of cabinets of a product at a site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from optdispatch.asset import Storage
from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.errors import InputError
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.keys import digest
from optdispatch.study.campaign.plan import Numbers, Plan, StudyPlan
from optdispatch.study.portfolio.product import Product
from optdispatch.study.portfolio.sites import Sites
from optdispatch.study.remembered import Kept
from optdispatch.study.valuation import Valuer, measures_of

BATTERY = "battery"
"""Name of a product at a site that had no storage."""


@dataclass(frozen=True)
class SitesPlan(Plan):
    """Every product at every site, as often as there is room for it."""

    asked: Sites
    value: Valuer = field(default_factory=Valuer, compare=False, repr=False)
    bases: Kept[Case] = field(default_factory=Kept, compare=False, repr=False)
    """Sites that were read."""
    asks: ClassVar[str] = StudyPlan.asks
    """The same as a study's, so the two share their answers."""

    def __reduce__(self) -> tuple[type["SitesPlan"], tuple[Sites]]:
        return SitesPlan, (self.asked,)

    @property
    def name(self) -> str:
        """Of the file."""
        return self.asked.name

    @property
    def content(self) -> Mapping[str, Any]:
        """See `Plan.content`."""
        return {"sites": self.asked.model_dump(mode="json")}

    @cached_property
    def key(self) -> str:
        """See `Plan.key`; words and the order of ranking do not matter to it."""
        words = {"name", "title", "source", "rank_by"}
        return digest({"sites": self.asked.model_dump(mode="json", exclude=words)})

    def __len__(self) -> int:
        return sum(1 for _ in self.points())

    def points(self) -> Iterator[Point]:
        """See `Plan.points`."""
        for site in self.asked.sites:
            for product in self.asked.products:
                for number in product.cabinets:
                    if site.most_cabinets is None or number <= site.most_cabinets:
                        yield {"site": site.name, "product": product.name, "cabinets": number}

    def case(self, point: Point) -> Case:
        """See `Plan.case`: the site with the product in place of the storage that it has."""
        base = self.bases.found(point["site"], lambda: self._read(point["site"]))
        case = equipped(base, self.asked.product(point["product"]), point["cabinets"])
        if self.asked.rank_by not in measures_of(case):
            raise InputError(f"has no {self.asked.rank_by}: it lacks ageing or economics")
        return case

    def numbers(self, case: Case) -> Numbers:
        """See `Plan.numbers`: every measure that the case has."""
        return self.value(case).measured()

    def _read(self, site: str) -> Case:
        case = self.asked.as_case(self.asked.site(site))
        # Cases of one site share its periods once the first of them is made from these.
        _ = case.horizon
        return case


def equipped(base: Case, product: Product, number: int) -> Case:
    """A site with some cabinets of a product, in place of the storage that it has.

    Raises `InputError` where the product has a price and the site no economics.
    """
    if product.is_priced and base.economics is None:
        raise InputError(f"{product.name} has a price, but the site has no economics to put it in")
    others = tuple(asset for asset in base.assets if not isinstance(asset, Storage))
    old = [storage.name for storage in base.storages]
    battery = product.some(number, old[0] if len(old) == 1 else BATTERY)
    fields: dict[str, Any] = {"assets": (*others, battery)}
    if base.economics is not None:
        fields["economics"] = product.terms(base.economics)
    return changed(base, fields)
