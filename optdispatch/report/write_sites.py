"""Write a ranking of sites: a table of all that was solved, and a page a site."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from optdispatch.report.measures import written
from optdispatch.report.numbers import compact, shown
from optdispatch.report.placing import placed
from optdispatch.report.terminal.sites import loses, offer_cells, offer_heads
from optdispatch.study.portfolio.ranking import Offer, Ranked, Ranking
from optdispatch.study.portfolio.site import Site
from optdispatch.study.valuation import MEASURES

TABLE, PAGES = "sites.csv", "pages"


def write_sites(
    found: Ranking,
    folder: Path,
    reports: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write table and pages to a folder; with `reports`, the report of each best product too.

    Returns the paths that were written; raises `OutputError` where the folder cannot be written.
    """
    with placed(folder) as there:
        (there / PAGES).mkdir()
        _table(found, there / TABLE)
        for place, ranked in enumerate(found.sites, 1):
            path = there / PAGES / f"{ranked.site.name}.md"
            path.write_text(page(found, ranked, place), encoding="utf-8")
            if reports and ranked.best is not None:
                _report(found, ranked, path.with_suffix(".html"), progress)
        names = sorted(p.relative_to(there) for p in there.rglob("*") if p.is_file())
    return tuple(folder / name for name in names)


def page(found: Ranking, ranked: Ranked, place: int) -> str:
    """The page of a site, as Markdown."""
    return "\n".join(_lines(found, ranked, place)) + "\n"


def _lines(found: Ranking, ranked: Ranked, place: int) -> Iterator[str]:
    yield from (f"# {ranked.site.name}", "", _about(ranked.site))
    if ranked.best is None:
        yield from ("", "Nothing could be solved.")
    else:
        by = MEASURES[found.plan.asked.rank_by].title
        yield from ("", f"Place {place} of {len(found.sites)} by {by}.")
        yield from ("", _answer(ranked.best, ranked.currency or ""), "", "## What was on offer")
        heads = ["product", *offer_heads(found)]
        yield from ("", _row(heads), _row(["---", *["---:"] * (len(heads) - 1)]))
        for offer in ranked.offers:
            yield _row([str(offer), *offer_cells(found, offer)])
    if ranked.errors:
        yield from ("", "## What could not be solved", "")
        yield from (f"- {error}" for error in ranked.errors)


def _about(site: Site) -> str:
    """What the site is, in a sentence."""
    meter = Path(str((site.meter or {}).get("file"))).name
    told = f"The case {site.case}" if site.case is not None else f"The meter {meter}"
    tariff = site.tariff.get("model") if isinstance(site.tariff, dict) else site.tariff
    told += f", under the tariff {tariff or 'of its own'}" if site.tariff is not None else ""
    return f"{told}, billed by {site.billing}." if site.billing is not None else f"{told}."


def _answer(best: Offer, currency: str) -> str:
    """The best product in sentences."""

    def told(measure: str) -> str:
        return written(best.numbers[measure], MEASURES[measure].unit)

    says = [
        f"**{best}: {compact(best.power_kw)} kW and {compact(best.energy_kwh)} kWh.** "
        f"It saves {told('saving_year_1')} {currency} in year 1."
    ]
    if best.capex is not None:
        says.append(
            f"It costs {shown(best.capex)} {currency}; its NPV after tax is "
            f"{told('npv_after_tax')} {currency}, its IRR {told('irr_after_tax')}, its payback in "
            f"years {told('payback_after_tax_years')}."
        )
    if loses(best):
        says.append("It does not earn its cost, and neither does anything else on offer.")
    return " ".join(says)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(found: Ranking, path: Path) -> None:
    """A row an offer; a site of which nothing could be solved has one row with its errors."""
    names = list(MEASURES)
    about = ["place", "site", "is_best", "product", "cabinets", "power_kw", "energy_kwh", "capex"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*about, "currency", *names, "error"])
        for place, ranked in enumerate(found.sites, 1):
            error = "; ".join(ranked.errors)
            for offer in ranked.offers:
                cells = [place, ranked.site.name, offer is ranked.best, *_cells(offer)]
                numbers = [offer.numbers.get(name) for name in names]
                writer.writerow([*cells, ranked.currency, *numbers, error])
            if ranked.best is None:
                empty = [None] * (len(about) - 2 + 1 + len(names))
                writer.writerow([place, ranked.site.name, *empty, error])


def _cells(offer: Offer) -> list[Any]:
    return [offer.product, offer.cabinets, offer.power_kw, offer.energy_kwh, offer.capex]


def _report(found: Ranking, ranked: Ranked, path: Path, progress: Callable[[str], None]) -> None:
    # A report draws, and drawing takes long to load, so it waits until somebody asks.
    from optdispatch.report.page import Made, write_report  # noqa: PLC0415
    from optdispatch.study.evaluate import evaluate  # noqa: PLC0415

    progress(f"planning {ranked.site.name}")
    case = found.best_case(ranked)
    made = Made(f"optdispatch sites {found.plan.name} -o DIR --reports")
    write_report(evaluate(case, progress), case, path, made, progress)
