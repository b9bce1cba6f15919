"""What each way costs, line by line, and where the differences come from."""

from collections.abc import Mapping

from rich.console import RenderableType

from optdispatch.report.numbers import decimals, percent, shown, signed
from optdispatch.report.site import billed_demand, costs, when
from optdispatch.report.terminal.parts import Numbers, Row, section, sentence
from optdispatch.study import OPTIMUM, WITHOUT, Outcome


def ledger(outcome: Outcome) -> RenderableType:
    """Each bill line under each way, the total, and the saving."""
    paid = costs(outcome)
    places = _places(outcome)
    total, saving = paid.pop("total"), paid.pop("saving")
    aside = {line for way in outcome.ways for line in way.bill.invoiced}
    rows = [
        Row(f"{line} *" if line in aside else line, [shown(v, places) for v in row.values()])
        for line, row in paid.items()
    ]
    rows.append(Row("total", [shown(v, places) for v in total.values()], "bold", ruled=True))
    saved = list(saving.values())[1:]
    rows.append(Row("saving", ["", *(shown(v, places) for v in saved)], "bold green"))
    shares = [percent(v, total[WITHOUT]) for v in saved]
    rows.append(Row("saving, share of the bill", ["", *shares]))
    title = f"What it costs, {outcome.currency} {when(outcome)}"
    note = sentence("* invoiced; the program optimises only a part of it, or none.", "dim")
    numbers = Numbers(list(total), rows, repeat_first=True)
    return section(title, numbers, *([note] if aside else []))


def gaps(outcome: Outcome) -> RenderableType | None:
    """What each rule pays above the optimum; None where there are no rules."""
    rules = [way.name for way in outcome.ways[1:-1]]
    if not rules:
        return None
    places = _places(outcome)
    paid = costs(outcome)
    total = {rule: paid["total"][rule] - paid["total"][OPTIMUM] for rule in rules}
    equal = [rule for rule in rules if round(total[rule], places) == 0]
    behind = [rule for rule in rules if rule not in equal]
    parts: list[RenderableType] = [
        sentence(f"{rule}: it saves as much as the optimum.") for rule in equal
    ]
    if behind:
        above = {
            line: [round(row[rule] - row[OPTIMUM], places) for rule in behind]
            for line, row in paid.items()
            if line not in {"total", "saving"}
        }
        rows = [Row(n, [signed(v, places) for v in vs]) for n, vs in above.items() if any(vs)]
        sums = [signed(total[rule], places) for rule in behind]
        rows.append(Row("in all", sums, "bold", ruled=True))
        parts.append(Numbers(behind, rows))
    title = "Where the gap between the rules and the optimum comes from"
    words = f": paid above the optimum, {outcome.currency}" if behind else ""
    return section(f"{title}{words}", *parts)


def demand(outcome: Outcome) -> RenderableType | None:
    """The demand that each month bills; None where none is billed."""
    tables = billed_demand(outcome)
    if not tables:
        return None
    parts: list[RenderableType] = []
    for charge, table in tables.items():
        rows = [
            Row(str(month), [shown(v, 1) for v in values])
            for month, values in zip(table.index, table.to_numpy(), strict=True)
        ]
        if len(tables) > 1:
            parts.append(sentence(charge, "bold"))
        parts.append(Numbers([str(c) for c in table.columns], rows, repeat_first=True))
    return section("Highest demand that is billed, kW", *parts)


def against_year(outcome: Outcome) -> RenderableType | None:
    """How far the saving on typical days is from the chronological year's; None if not asked."""
    saved = _against(outcome)
    if not saved:
        return None
    places = decimals(v for row in saved.values() for v in row)
    rows = [
        Row(
            line,
            [shown(days, places), shown(year, places), signed(days - year, places)],
            "bold" if line == "total" else "",
            ruled=line == "total",
        )
        for line, (days, year) in saved.items()
    ]
    numbers = Numbers(["typical days", "chronological year", "difference"], rows)
    title = f"Typical days against the chronological year: {OPTIMUM}'s saving, {outcome.currency}"
    return section(title, numbers, sentence(verdict(saved)))


def verdict(saved: Mapping[str, tuple[float, float]]) -> str:
    """One sentence on how far off typical days are, and by which lines.

    >>> verdict({"demand": (90.0, 100.0), "energy": (40.0, 40.0), "total": (130.0, 140.0)})
    'Typical days promise 7.1 % less than the chronological year, mostly by demand −10.00.'
    """
    places = decimals(v for row in saved.values() for v in row)
    off = {line: round(days - year, places) for line, (days, year) in saved.items()}
    total = off.pop("total")
    if total == 0:
        return "Typical days promise what the chronological year saves."
    worst = sorted((line for line in off if off[line]), key=lambda line: -abs(off[line]))[:3]
    by = ", ".join(f"{line} {signed(off[line], places)}" for line in worst)
    side = "more" if total > 0 else "less"
    how_far = percent(abs(total), saved["total"][1])
    return f"Typical days promise {how_far} {side} than the chronological year, mostly by {by}."


def _against(outcome: Outcome) -> dict[str, tuple[float, float]]:
    """Line to what the optimum saves on it on typical days and in the year."""
    table = outcome.against_year
    if table is None:
        return {}
    both = zip(table["typical days"].tolist(), table["year"].tolist(), strict=True)
    return dict(zip(map(str, table.index), both, strict=True))


def _places(outcome: Outcome) -> int:
    return decimals(v for row in costs(outcome).values() for v in row.values())
