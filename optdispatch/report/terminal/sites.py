"""What `sites` shows: each site with its best product, the best site first."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.measures import heading, written
from optdispatch.report.numbers import compact, counted, shown
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, bullets, section
from optdispatch.study.campaign.study import USUAL
from optdispatch.study.portfolio.ranking import Offer, Ranked, Ranking
from optdispatch.study.valuation import MEASURES


def ranked(found: Ranking) -> RenderableType:
    """A ranking of sites."""
    asked = found.plan.asked
    solved = [site for site in found.sites if site.best is not None]
    title = f"The best product of each site, by {MEASURES[asked.rank_by].title}"
    parts: list[RenderableType] = [Text(asked.name, style="bold"), Text(asked.title)]
    heads = ["product", *offer_heads(found)]
    rows = [Row(s.site.name, [str(s.best), *offer_cells(found, s.best)]) for s in solved if s.best]
    parts.append(section(title, Numbers(heads, rows)))
    if losing := [s.site.name for s in solved if s.best and loses(s.best)]:
        parts.append(Text(f"Nothing on offer earns its cost at {', '.join(losing)}."))
    told = [f"{s.site.name}: {error}" for s in found.sites for error in s.errors]
    if told:
        parts.append(section("What could not be solved", bullets(told)))
    return Constrain(Group(*parts), WIDEST)


def put(folder: Path, written: Sequence[Path]) -> RenderableType:
    """What was written, pages as a number."""
    pages = [path.suffix for path in written if path.parent != folder]
    reports = pages.count(".html")
    told = [path.name for path in written if path.parent == folder]
    told += [counted(len(pages) - reports, "page")]
    told += [counted(reports, "report")] if reports else []
    return section("Written", Text(f"{folder}: {', '.join(told)}"))


def loses(offer: Offer) -> bool:
    """Whether an offer is worth less than it costs, after tax."""
    value = offer.numbers.get("npv_after_tax")
    return value is not None and value < 0


def measures(found: Ranking) -> tuple[str, ...]:
    """Measures that are shown: that which is ranked by, then the usual ones."""
    there = {name for s in found.sites if s.best for name in s.best.numbers}
    usual = (name for name in USUAL if name in there)
    return tuple(dict.fromkeys([found.plan.asked.rank_by, *usual]))


def offer_heads(found: Ranking) -> list[str]:
    """Heads of `offer_cells`."""
    currency = money_of(found.sites)
    return ["kW", "kWh", f"capex, {currency}", *(heading(m, currency) for m in measures(found))]


def offer_cells(found: Ranking, offer: Offer) -> list[str]:
    """An offer in numbers."""
    numbers = (written(offer.numbers.get(m), MEASURES[m].unit) for m in measures(found))
    capex = "–" if offer.capex is None else shown(offer.capex)
    return [compact(offer.power_kw), compact(offer.energy_kwh), capex, *numbers]


def money_of(sites: tuple[Ranked, ...]) -> str:
    """The currency of some sites; `own currency` where they have several."""
    currencies = {site.currency for site in sites if site.currency}
    return currencies.pop() if len(currencies) == 1 else "own currency"
