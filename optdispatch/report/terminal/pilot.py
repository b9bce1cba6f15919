"""What `pilot` shows: each number of the notice under each way of charging, and what would help."""

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.numbers import shown, signed
from optdispatch.report.terminal.parts import (
    WIDEST,
    Numbers,
    Row,
    bullets,
    facts,
    section,
    sentence,
)
from optdispatch.study.pilot import Count, Pilot

MARKS = {True: "✓", False: "✗", None: "–"}
WORN = {
    "given_back_kwh": ("given back, kWh/a", 0, 1.0),
    "throughput_kwh": ("throughput, kWh/a", 0, 1.0),
    "cycles": ("equivalent full cycles a year", 1, 1.0),
    "soc_80_to_100": ("time above 80 % SOC, %", 1, 100.0),
    "soc_0_to_20": ("time below 20 % SOC, %", 1, 100.0),
    "capacity_after_warranty": ("capacity after the warranty, %", 1, 100.0),
    "capacity_above_warranty": ("above what is promised, points", 1, 100.0),
}
"""Columns of the table of vehicles: what they are called, decimals, and a factor."""


def pilots(found: Pilot) -> RenderableType:
    """The numbers, how they were counted, what would help, the batteries and the money."""
    case, best = found.outcome.case, found.outcome.optimum.name
    thresholds = found.thresholds
    verdict = "reaches" if found.passes else "misses"
    rows = [
        ("thresholds", f"{thresholds.name}, {thresholds.source}"),
        ("verdict", f"the {best} {verdict} {'all of them' if found.passes else 'some of them'}"),
        ("saving", _saving(found)),
    ]
    parts: list[RenderableType] = [
        Group(Text(case.name, style="bold"), Text(case.title), facts(rows)),
        section("What the notice asks", _numbers(found)),
        section(f"How it was counted, {best}", bullets(_how(c) for c in found.counts[best])),
    ]
    if found.changes:
        parts.append(section("What would reach what is missed", bullets(_changes(found))))
    parts += [
        section("The vehicles' batteries, lowest, mean and highest", *_batteries(found)),
        section("Notes", bullets([thresholds.note, *found.outcome.notes])),
    ]
    return Constrain(Group(*parts), WIDEST)


def _saving(found: Pilot) -> str:
    """What the optimum and the rules save against charging as one plugs in."""
    outcome = found.outcome
    saved = {way.name: outcome.saving(way.name) for way in outcome.ways[1:]}
    said = ", ".join(f"{shown(v)} by {n}" for n, v in reversed(saved.items()))
    return f"{outcome.currency} a year against uncontrolled charging: {said}"


def _numbers(found: Pilot) -> Numbers:
    """A row a number, a column a way: the value and its mark, and below it the margin."""
    ways = list(found.counts)
    rows = []
    for n, asked in enumerate(found.counts[ways[0]]):
        each = [found.counts[way][n] for way in ways]
        values = [f"{MARKS[c.holds]} {plain(c, c.value)}".removesuffix(" –") for c in each]
        margins = ["" if c.margin is None else plain(c, c.margin, sign=True) for c in each]
        named = f"{asked.name}, {asked.unit or '%'}"
        rows.append(Row(named, [f"≥ {plain(asked, asked.threshold)}", *values]))
        if any(margins):
            rows.append(Row("  margin", ["", *margins], "dim"))
    return Numbers(["asked", *ways], rows, repeat_first=True)


def plain(count: Count, number: float | None, *, sign: bool = False) -> str:
    """A number of a count without its unit; shares in per cent."""
    if number is None:
        return "–"
    text = signed if sign else shown
    return text(number) if count.unit else text(100 * number, 1)


def _how(count: Count) -> str:
    return f"{count.name}: {count.how}"


def _changes(found: Pilot) -> list[str]:
    """A sentence for each change."""
    counts = {c.name: c for c in found.counts[found.outcome.optimum.name]}
    return [
        f"{r.count}: {plain(counts[r.count], r.value)} {counts[r.count].unit or '%'} if {r.change}"
        + ("" if r.reaches else ", which is not enough")
        for r in found.changes
    ]


def _batteries(found: Pilot) -> list[RenderableType]:
    """What the batteries go through."""
    if any(table.empty for table in found.vehicles.values()):
        return [sentence("Nobody knows the vehicles' batteries.")]
    ways = list(found.vehicles)
    rows = []
    for column, (says, places, factor) in WORN.items():
        cells = []
        for way in ways:
            table = found.vehicles[way]
            if column in table:
                of = factor * table[column]
                cells += [shown(float(x), places) for x in (of.min(), of.mean(), of.max())]
            else:
                cells += ["–"] * 3
        rows.append(Row(says, cells))
    heads = [f"{way} {what}" for way in ways for what in ("lowest", "mean", "highest")]
    return [Numbers(heads, rows)]
