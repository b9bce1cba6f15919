"""The years: the cells, the money, what it is worth to whom, and what moves it."""

from collections.abc import Iterator

from optdispatch.finance import CashFlow
from optdispatch.report.figures.overview import project
from optdispatch.report.figures.plate import Plate
from optdispatch.report.page.parts import Cell, Part, Pictures, Row, Said, Section, Table
from optdispatch.report.page.pictures import picture
from optdispatch.report.page.quotes import At
from optdispatch.report.page.story import Story
from optdispatch.report.projects import statement_table
from optdispatch.study import OPTIMUM

ENDS = {
    "before tax": "project_before_tax",
    "income tax": "project_income_tax",
    "after tax": "project_after_tax",
}
"""Ends of a statement as tables name them, and as the document does."""


def life(story: Story) -> Iterator[Section]:
    """Cells, cash flow and parties, as far as the case asks for them."""
    found = story.project
    if found is None:
        return
    w = story.words
    plates = {plate.name: plate for plate in project(story.outcome, w)}
    says = [*_about(story)]
    parts = [_drawn(story, plates, "capacity"), _lifetime(story), Said(says, "bullets")]
    yield Section("life", w("What becomes of the battery"), parts)
    if (cash := found.cash) is None:
        return
    parts = [_drawn(story, plates, "cash-flow"), _worths(story), Said([*_ratios(story)], "bullets")]
    yield Section("money", w("The money"), [*parts, _statement(story, cash)])
    if cash.split:
        parts = [_drawn(story, plates, "parties")] if "parties" in plates else []
        yield Section("parties", w("The parties"), [*parts, _parties(story, cash)])


def _drawn(story: Story, plates: dict[str, Plate], name: str) -> Part:
    return Pictures([picture(plates[name], story.press)])


def _lifetime(story: Story) -> Table:
    """Capacity, cycles, energy and saving of each year."""
    w, q, at = story.words, story.quote, story.project_at
    table, savings = q.value(*at, "lifetime"), q.value(*at, "savings")
    rows = []
    for i, year in enumerate(table["year"]):
        cells: list[Cell] = [
            q(*at, "lifetime", "capacity_start", i, form="share"),
            q(*at, "lifetime", "capacity_end", i, form="share"),
            q(*at, "lifetime", "cycles", i, form="one"),
            q(*at, "lifetime", "throughput_meter_kwh", i, form="thousand"),
            q.total([(*at, "savings", stream, i) for stream in savings]),
            w("replaced") if table["replaced"][i] else "",
        ]
        rows.append(Row(f"{year:.0f}", cells))
    heads = [w("year"), w("capacity, start"), w("capacity, end"), w("cycles")]
    heads += [w("discharged MWh"), w("saving, {currency}", currency=story.currency)]
    return Table([*heads, w("new cells")], rows)


def _about(story: Story) -> Iterator[Cell]:
    """What the table rests on."""
    q, at = story.quote, story.project_at
    law = q.value("case", "ageing", "law")
    name = law.get("name") or law.get("kind", "") if isinstance(law, dict) else law
    yield story.say(
        "cells age by {law}; a year's dispatch knows its capacity", law=story.words.name(name)
    )
    if q.value(*at, "interpolation_error") is not None:
        error = q(*at, "interpolation_error", form="exact")
        yield story.say(
            "savings between solved capacities are {error} off, as measured, as a "
            "share of the greatest",
            error=error,
        )
    if q.value("wear") is not None:
        yield story.say(
            "wear of {rate} {currency} a kWh out of the cells steers the dispatch",
            rate=q("wear", "per_kwh", form="price"),
            currency=story.currency,
        )


def _statement(story: Story, cash: CashFlow) -> Table:
    """The project's statement before financing, year by year, in thousands."""
    w, q, at = story.words, story.quote, (*story.project_at, "money", "lines")
    names = {name: ENDS.get(name, name) for name in statement_table(cash.project)}
    rows = [
        Row(str(year), [q(*at, line, year, form="thousand") for line in names.values()])
        for year in range(cash.years + 1)
    ]
    years = range(cash.years + 1)
    sums = [q.total([(*at, line, n) for n in years], form="thousand") for line in names.values()]
    rows.append(Row(w("sum"), sums, "total"))
    heads = [w("year"), *(w.name(name.replace("_", " ")) for name in names)]
    caption = w("Cash flow before financing, 1,000 {currency}", currency=story.currency)
    return Table(heads, rows, caption, style="narrow")


def _worths(story: Story) -> Table:
    """What the flows are worth."""
    w, q, at = story.words, story.quote, (*story.project_at, "money", "worth")
    rows = [_worth(story, w.name(name), (*at, name)) for name in q.value(*at)]
    for n, record in enumerate(q.value("projects")):
        if record["way"] != OPTIMUM and record["money"]:
            name = w(
                "{worth}, under {way}",
                worth=w.name("project, after tax"),
                way=w.name(record["way"]),
            )
            there: At = ("projects", n, "money", "worth", "project, after tax")
            rows.append(_worth(story, name, there))
    heads = ["", w("IRR"), w("NPV, {currency}", currency=story.currency)]
    heads += [w("payback, years"), w("payback, discounted")]
    return Table(heads, rows, w("What it is worth"))


def _worth(story: Story, name: str, at: At) -> Row:
    q = story.quote
    backs = [
        q(*at, f"{how}_payback_years", form="years", none="never")
        for how in ("static", "discounted")
    ]
    return Row(name, [story.irr(*at), q(*at, "npv"), *backs])


def _ratios(story: Story) -> Iterator[Cell]:
    """Ratios that there are, in words."""
    q, at, currency = story.quote, (*story.project_at, "money"), story.currency
    money = q.value(*at)
    if money["roi"] is not None:
        yield story.say("return on investment {rate} a year", rate=q(*at, "roi", form="rate"))
    if money["lcos_per_kwh"] is not None:
        yield story.say(
            "levelised cost of storage {price} {currency}/kWh discharged",
            price=q(*at, "lcos_per_kwh", form="price"),
            currency=currency,
        )
    if money["lcos_with_charging_per_kwh"] is not None:
        yield story.say(
            "levelised cost with what charging costs {price} {currency}/kWh",
            price=q(*at, "lcos_with_charging_per_kwh", form="price"),
            currency=currency,
        )
    if money["benefit_cost_ratio"] is not None:
        yield story.say(
            "benefit-cost ratio {ratio}", ratio=q(*at, "benefit_cost_ratio", form="years")
        )
    covered = [(ratio, n) for n, ratio in enumerate(money["dscr"]) if ratio is not None]
    if covered:
        year = min(covered)[1]
        yield story.say(
            "debt service is covered {times} times in the worst year, {year}",
            times=q(*at, "dscr", year, form="years"),
            year=year,
        )


def _parties(story: Story, cash: CashFlow) -> Table:
    """Each party's flow, year by year, and its sum."""
    w, q, at = story.words, story.quote, (*story.project_at, "money", "lines")
    parties = [*(cash.split.flows if cash.split else ())]
    lines, years = [f"flow of {party}" for party in parties], range(cash.years + 1)
    rows = [Row(str(n), [q(*at, line, n) for line in lines]) for n in years]
    sums = [q.total([(*at, line, n) for n in years]) for line in lines]
    rows.append(Row(w("sum"), sums, "total"))
    heads = [w("year"), *map(w.name, parties)]
    return Table(heads, rows, w("Flows before tax, {currency}", currency=story.currency))
