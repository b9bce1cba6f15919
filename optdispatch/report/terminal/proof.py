"""How the optimum was found, what its sizes are worth, and the certificates."""

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from optdispatch.certificate import Check
from optdispatch.report.numbers import compact, counted, shown
from optdispatch.report.site import when
from optdispatch.report.terminal.parts import facts, section, sentence
from optdispatch.schedule import Proof
from optdispatch.study import Outcome

UNITS = {"kw": "kW", "kwh": "kWh"}


def proof(outcome: Outcome) -> RenderableType:
    """What was solved, and the bound."""
    found = outcome.optimum.schedule.proof
    if found is None:
        return section("Proof", sentence("There is none."))
    parts: list[RenderableType] = [sentence(how(found, len(outcome.case.horizon)))]
    parts.append(
        sentence(
            f"It costs {shown(found.cost, 2)} {outcome.currency}, and by the duals no schedule "
            f"costs less than {shown(found.bound, 2)}."
        )
    )
    if found.sizes:
        parts.append(_sizes(found, outcome))
    return section("Proof", *parts)


def how(found: Proof, periods: int) -> str:
    """The method, binaries and calm, in words."""
    reasons = []
    if found.binaries:
        reasons.append(
            "binaries keep charging and discharging, or import and export, apart in "
            f"{found.binaries:,} of {periods:,} periods, where both at once would have paid"
        )
    if found.switches:
        events = counted(found.switches, "event")
        reasons.append(f"binaries decide whether {events} of programmes are performed")
    solved = f"{'an' if found.method.startswith('e') else 'a'} {found.method}"
    if reasons:
        method = f"Solved as {solved}: {'; '.join(reasons)}."
    else:
        method = f"Solved as {solved} of {periods:,} periods; no binaries were needed."
    if found.calm:
        return f"{method} Of all schedules that cost as little, this is the calmest."
    return f"{method} The calming pass was left out: rounding would have made it dearer."


def certificates(outcome: Outcome) -> RenderableType:
    """Each check of each way, and one line on the year's."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", width=1)
    table.add_column("check", no_wrap=True)
    table.add_column("of", overflow="fold")
    table.add_column("misses by", justify="right", no_wrap=True)
    table.add_column("may by", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style="dim")
    for way in outcome.ways:
        for check in way.checks:
            mark = Text("✓", "green") if check.holds else Text("✗", "bold red")
            numbers = (Text(_small(check.miss)), Text(_small(check.limit)), Text(check.unit))
            table.add_row(mark, check.name, Text(way.name), *numbers)
    parts: list[RenderableType] = [table]
    if outcome.year:
        checks = [c for way in outcome.year.ways for c in way.checks]
        parts.append(sentence(_summary(checks)))
    return section("Certificates", *parts)


def _summary(checks: list[Check]) -> str:
    held = sum(c.holds for c in checks)
    return f"Of the chronological year, {held} of {len(checks)} checks hold."


def _small(value: float) -> str:
    text = f"{value:.0f}" if value == round(value) else f"{value:.1e}"
    return text.replace("-", "−", 1) if value < 0 else text


def _sizes(found: Proof, outcome: Outcome) -> RenderableType:
    """Each size, and what one more unit of it would save."""
    rows = []
    for name, value in found.sizes.items():
        asset, _, field = name.rpartition(".")
        unit = UNITS.get(field.rpartition("_")[2], "")
        worth = shown(found.worth.get(name, 0.0), 2)
        more = f"one more {unit} would save {worth} {outcome.currency} {when(outcome)}"
        rows.append((asset, f"{compact(value)} {unit}; {more}"))
    return facts(rows)
