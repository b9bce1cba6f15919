"""What the products come to at each site: the best first, and the best site first."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from optdispatch.case import Case
from optdispatch.study.campaign.plan import Numbers
from optdispatch.study.campaign.store import Row
from optdispatch.study.portfolio.site import Site
from optdispatch.study.portfolio.sites import SIGNS
from optdispatch.study.portfolio.sites_plan import SitesPlan
from optdispatch.study.valuation import MEASURES


@dataclass(frozen=True)
class Offer:
    """Some cabinets of a product at a site, and what they come to."""

    product: str
    cabinets: int
    power_kw: float
    energy_kwh: float
    capex: float | None
    """As paid; None: the site has no economics. [currency]"""
    numbers: Numbers

    def __str__(self) -> str:
        """As it would be ordered."""
        return f"{self.cabinets} × {self.product}"


@dataclass(frozen=True)
class Ranked:
    """A site, and what is on offer there."""

    site: Site
    currency: str | None
    """ISO code; None: the site could not be read."""
    offers: tuple[Offer, ...]
    """The best first; none: nothing could be solved."""
    errors: tuple[str, ...]
    """Why some of it could not be solved, each once."""

    @property
    def best(self) -> Offer | None:
        """The best that is on offer."""
        return self.offers[0] if self.offers else None


@dataclass(frozen=True)
class Ranking:
    """Every site, the best first; those of which nothing could be solved come last."""

    plan: SitesPlan
    sites: tuple[Ranked, ...]

    @cached_property
    def failed(self) -> tuple[Ranked, ...]:
        """Sites of which nothing could be solved."""
        return tuple(ranked for ranked in self.sites if ranked.best is None)

    def best_case(self, ranked: Ranked) -> Case:
        """The case of a site with the best product.

        Raises `InputError` where nothing could be solved.
        """
        best = ranked.offers[0]
        point = {"site": ranked.site.name, "product": best.product, "cabinets": best.cabinets}
        return self.plan.case(point)


def ranking(plan: SitesPlan, rows: Iterable[Row]) -> Ranking:
    """Rank what the rows of a plan say."""
    by_site: dict[str, list[Row]] = {site.name: [] for site in plan.asked.sites}
    for row in rows:
        by_site[row.point["site"]].append(row)
    sites = [_ranked(plan, plan.asked.site(name), found) for name, found in by_site.items()]
    return Ranking(plan, tuple(sorted(sites, key=lambda r: _order(plan, r.best, r.currency or ""))))


def _ranked(plan: SitesPlan, site: Site, rows: list[Row]) -> Ranked:
    offers, currency = [], None
    for row in rows:
        if row.numbers is not None:
            case = plan.case(row.point)
            currency = case.tariff.currency
            offers.append(_offer(plan, case, row))
    errors = [row.error for row in rows if row.error is not None]
    if not rows:
        errors = [f"no number of cabinets that is on offer fits most_cabinets {site.most_cabinets}"]
    best_first = tuple(sorted(offers, key=lambda offer: _order(plan, offer)))
    return Ranked(site, currency, best_first, tuple(dict.fromkeys(errors)))


def _offer(plan: SitesPlan, case: Case, row: Row) -> Offer:
    product, number = plan.asked.product(row.point["product"]), row.point["cabinets"]
    kw, kwh = (number * size for size in product.size)
    capex = case.economics.capex.at(kw, kwh) if case.economics else None
    return Offer(product.name, number, kw, kwh, capex, row.numbers or {})


def _order(plan: SitesPlan, offer: Offer | None, currency: str = "") -> tuple[int, str, float]:
    """The best first, then those that have no such number, then those that failed.

    Amounts of money are ranked within a currency.
    """
    if offer is None:
        return 2, "", 0.0
    measure = plan.asked.rank_by
    value = offer.numbers.get(measure)
    if value is None:
        return 1, "", 0.0
    apart = MEASURES[measure].unit in {"money", "number"}
    return 0, currency if apart else "", -SIGNS[measure] * value
