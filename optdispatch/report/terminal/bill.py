"""What `bill` shows: the bill line by line, what a kWh is made of, month by month, the ways."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.errors import InputError
from optdispatch.nouns import nearest
from optdispatch.report.numbers import percent, shown, spread
from optdispatch.report.terminal.parts import (
    WIDEST,
    Numbers,
    Row,
    bullets,
    facts,
    section,
    sentence,
)
from optdispatch.report.terminal.plan import time_in_words
from optdispatch.study.statement import Statement

TERMS = {
    "energy_purchase": "代理购电",
    "td_energy": "输配电",
    "td_area": "输配电 (area)",
    "line_loss": "上网环节线损",
    "system_operation": "系统运行费",
    "line_loss_and_system_operation": "线损, 系统运行费",
    "government_funds": "政府性基金及附加",
    "government funds": "政府性基金及附加",
    "power-factor adjustment": "功率因数调整",
    "demand": "需量电费",
    "contracted demand": "合同需量",
    "contracted demand overshoot": "超合同需量",
    "capacity": "容量电费",
    "long use": "每月每千伏安用电量",
}
"""How bills in China call what the catalogue's tariffs call in English."""

SAME = 1e-9
"""Prices that differ by a smaller share are one price."""


def statement(
    found: Statement, month: str | None = None, words: Callable[[str], str] = str
) -> RenderableType:
    """The bill of a month, or of all; `words` puts notes in the caller's own.

    Raises `InputError` for a month that is not billed.
    """
    months = found.bill.months
    if month is not None and month not in months:
        raise InputError(f"{month} is not billed; {nearest(month, months)}")
    asked = (month,) if month else months
    parts = [
        _heading(found, asked),
        section(f"Line by line, {found.case.tariff.currency}", *_lines(found, asked)),
    ]
    if found.has_components:
        parts.append(section("What energy is made of", *_components(found, asked)))
    if len(asked) > 1:
        parts.append(section("Month by month", _months(found)))
    if len(found.ways) + len(found.left_out) > 1:
        span = months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
        parts.append(section(f"Which billing to elect, {span}", *_ways(found, words)))
    if found.notes:
        parts.append(section("Notes", bullets(map(words, found.notes))))
    return Constrain(Group(*parts), WIDEST)


def _heading(found: Statement, asked: tuple[str, ...]) -> RenderableType:
    case = found.case
    billing = f", billed by {case.tariff.elected}" if case.tariff.elected else ""
    chosen = f" ({', '.join(case.tariff.chosen)})" if case.tariff.chosen else ""
    of = {m: (kwh, kw) for m, kwh, kw in zip(
        found.bill.months, found.energy_kwh, found.peak_kw, strict=True
    )}  # fmt: skip
    kwh, kw = sum(of[m][0] for m in asked), max(of[m][1] for m in asked)
    kva = case.connection.capacity_kva
    load = f", {percent(kw, kva)} of {shown(kva)} kVA" if kva else ""
    rows = [
        ("tariff", f"{case.tariff.name}{chosen}{billing}"),
        ("time", asked[0] if len(asked) == 1 else time_in_words(case)),
        ("drawn", f"{shown(kwh)} kWh, at most {shown(kw, 1)} kW{load}"),
    ]
    return Group(Text(case.name, style="bold"), facts(rows))


def _lines(found: Statement, asked: tuple[str, ...]) -> Iterator[RenderableType]:
    """Quantity, price and amount of each line over some months."""
    table = found.table[found.table["month"].isin(asked)]
    rows = [
        Row(_term(str(line), found), _cells(of_line))
        for line, of_line in table.groupby("line", sort=False)
        if np.abs(of_line[["quantity", "amount"]].fillna(0.0).to_numpy()).any()
    ]
    total = ["", "", shown(float(table["amount"].sum()), 2)]
    heads = ["quantity", "price", "amount"]
    yield Numbers(heads, [*rows, Row("total", total, "bold", ruled=True)])
    prices = table.groupby("line")["price"]
    if (prices.max() - prices.min() > SAME * prices.max().abs()).any():
        yield sentence("Where a price differs by month, the mean is shown.", "dim")


def _cells(of_line: pd.DataFrame) -> list[str]:
    """A line's quantity, price or share, and amount; the mean price of several months."""
    amount, units = float(of_line["amount"].sum()), str(of_line["unit"].iloc[0])
    shares = of_line["share"].dropna()
    if len(shares):
        decided_by = spread(of_line["quantity"], 2 if units == "PF" else 1)
        return [f"{decided_by} {units}", f"{spread(100 * shares, 2)} %", shown(amount, 2)]
    quantity = float(of_line["quantity"].sum(min_count=1))
    if np.isnan(quantity):
        return ["", "", shown(amount, 2)]
    priced = of_line["price"].notna().any() and quantity
    price = shown(amount / quantity, 8).rstrip("0").rstrip(".") if priced else ""
    places = 0 if units == "kWh" else 1
    per = "·month" if len(of_line) > 1 and units != "kWh" else ""
    return [f"{shown(quantity, places)} {units}{per}", price, shown(amount, 2)]


def _components(found: Statement, asked: tuple[str, ...]) -> Iterator[RenderableType]:
    """Each component's amount, and per kWh drawn."""
    at = [found.bill.months.index(month) for month in asked]
    kwh = sum(found.energy_kwh[m] for m in at)
    amounts = {name: sum(months[m] for m in at) for name, months in found.parts.items()}
    rows = [Row(_term(name, found), _part(amount, kwh)) for name, amount in amounts.items()]
    total = Row("energy and funds", _part(sum(amounts.values()), kwh), "bold", ruled=True)
    yield Numbers(["per kWh", "amount"], [*rows, total])
    yield sentence("What floats with the period is in its component; per kWh it is a mean.", "dim")


def _part(amount: float, kwh: float) -> list[str]:
    return [shown(amount / kwh, 8) if kwh else "–", shown(amount, 2)]


def _months(found: Statement) -> RenderableType:
    """A row a month, a column a line."""
    lines = {n: months for n, months in found.bill.monthly.items() if any(months)}
    heads = ["kWh", "kW", *lines, "total"]
    rows = []
    for m, month in enumerate(found.bill.months):
        of_month = [months[m] for months in lines.values()]
        read = [shown(found.energy_kwh[m]), shown(found.peak_kw[m], 1)]
        rows.append(Row(month, [*read, *(shown(v, 2) for v in (*of_month, sum(of_month)))]))
    sums = [sum(months) for months in lines.values()]
    read = [shown(sum(found.energy_kwh)), shown(max(found.peak_kw), 1)]
    rows.append(
        Row("in all", [*read, *(shown(v, 2) for v in (*sums, sum(sums)))], "bold", ruled=True)
    )
    return Numbers(heads, rows)


def _ways(found: Statement, words: Callable[[str], str]) -> Iterator[RenderableType]:
    """What each way comes to, and which is the cheapest."""
    elected = found.case.tariff.elected
    least = min(found.ways.values())
    rows = [
        Row(way, [shown(cost, 2), shown(cost - least, 2)], "bold" if way == elected else "")
        for way, cost in found.ways.items()
    ]
    yield Numbers(["bill", "above the least"], rows)
    best = next(iter(found.ways))
    if best == elected:
        yield sentence(f"Stay with {best}: of those the site can be billed by, it costs least.")
    else:
        more, currency = found.ways[str(elected)] - least, found.case.tariff.currency
        yield sentence(f"Elect {best}: it costs {shown(more, 2)} {currency} less than {elected}.")
    if len(rows) > 1:
        yield sentence(
            "All is of the meter as it was read; a battery behind it may make another way cheaper.",
            "dim",
        )
    for way, why in found.left_out.items():
        yield sentence(
            f"{way} is left out: {words(why.removeprefix(f'{found.case.name}: '))}", "dim"
        )


def _term(name: str, found: Statement) -> str:
    """A name, and in China what bills call it."""
    local = TERMS.get(name, "") if found.case.tariff.currency == "CNY" else ""
    return f"{name} {local}".rstrip()
