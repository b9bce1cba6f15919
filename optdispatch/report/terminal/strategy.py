"""What the storage does: day type by day type, or month by month."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from optdispatch.report.daytypes import Group, grouped
from optdispatch.report.numbers import compact, counted, shown, spread
from optdispatch.report.site import is_typical
from optdispatch.report.terminal.parts import Numbers, Row, indented, section, sentence
from optdispatch.strategy import Strategy
from optdispatch.study import Outcome

FEW = 7
"""Up to so many real days are shown one by one."""


def strategy(outcome: Outcome) -> RenderableType:
    """The strategy of the optimum."""
    found = outcome.strategies
    if not outcome.case.storages:
        return section(
            "What the storage does",
            sentence("There is no storage: none is given, or none is worth its price."),
        )
    if is_typical(outcome.case.horizon) or len(found) <= FEW:
        title = "What the storage does (found by the program, not given to it)"
        return section(title, _by_day_type(outcome), *_remarks(outcome))
    return section("What the storage does, month by month", _by_month(outcome), *_remarks(outcome))


def _by_day_type(outcome: Outcome) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("on days of", overflow="fold")
    table.add_column("days", justify="right", vertical="top", no_wrap=True)
    table.add_column(f"{outcome.currency} a day", justify="right", no_wrap=True)
    for group in grouped(outcome.strategies):
        _add(table, group)
    return table


def _add(table: Table, group: Group) -> None:
    """The rows of one group: its title, its count, and a row a cycle.

    On a peak day storage follows the load, so its many small cycles share one row.
    """
    first = group.strategies[0]
    table.add_row(
        Text(group.title, style="bold"),
        Text(compact(group.days), style="bold"),
        Text(spread(group.margins), style="bold"),
    )
    count = first.count() if first.cycles else "at rest"
    table.add_row(indented(Text(count, style="dim")), "", "")
    if group.peak and first.cycles:
        table.add_row(indented(Text(str(first))), "", "")
        return
    for n, cycle in enumerate(first.cycles):
        words = ", ".join(str(w) for w in cycle.windows)
        margins = spread(s.cycles[n].margin for s in group.strategies)
        table.add_row(indented(Text(words)), "", Text(margins, style="dim"))


def _by_month(outcome: Outcome) -> Numbers:
    found = [s for s in outcome.strategies if s.operating]
    months = list(dict.fromkeys(s.month for s in found))
    most = max(s.discharges for s in found)
    counts = range(min(most, 3) + 1)
    heads = [
        "days",
        *(_head(n, most) for n in counts),
        "charged kWh",
        "discharged kWh",
        f"saves {outcome.currency}",
    ]
    rows = [_month(m, [s for s in found if s.month == m], counts) for m in months]
    if len(months) > 1:
        rows.append(_month("all", found, counts, style="bold"))
    return Numbers(heads, rows)


def _head(n: int, most: int) -> str:
    """`no cycle`, `one`, `two`, and `three+` in a last column that holds more."""
    return ("no cycle", "one", "two", "three+" if most > 3 else "three")[n]


def _month(name: str, days: Sequence[Strategy], counts: range, style: str = "") -> Row:
    kinds = [min(s.discharges, counts[-1]) for s in days]
    cells = [compact(len(days)), *(str(kinds.count(n)) for n in counts)]
    for charges in (True, False):
        windows = [w for s in days for c in s.cycles for w in c.windows if w.charges is charges]
        cells.append(shown(sum(w.energy_kwh for w in windows)))
    return Row(name, [*cells, shown(sum(s.margin for s in days))], style, ruled=style == "bold")


def _remarks(outcome: Outcome) -> list[RenderableType]:
    """Days at rest, and what a margin is."""
    rest = sum(s.days for s in outcome.strategies if not s.operating)
    said: list[RenderableType] = []
    if rest > 1e-9:
        said.append(sentence(f"At rest on {counted(round(rest, 6), 'day')} of the year."))
    if outcome.case.tariff.peaks(outcome.case.horizon):
        said.append(
            sentence("The money here is what a day's energy saves; demand is in the ledger.", "dim")
        )
    return said
