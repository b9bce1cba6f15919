"""What `aggregate` shows: what a pool can do by the hour of the day, and who is paid."""

import pandas as pd
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.numbers import shown
from optdispatch.report.terminal.parts import (
    WIDEST,
    Numbers,
    Row,
    bullets,
    facts,
    section,
    sentence,
)
from optdispatch.study.pool import Pooled
from optdispatch.study.pool.settle import UNIT

RANGE = {
    "net_import_kw": "import, kW",
    "up_kw": "up, kW",
    "down_kw": "down, kW",
    "up_kwh": "stored, kWh",
    "down_kwh": "room, kWh",
}
MONEY = {"cost_alone": "alone", "cost_in_pool": "in the pool", "paid": "paid", "gain": "gain"}


def pools(found: Pooled) -> RenderableType:
    """The sites' money, what each programme pays, the mean range of each hour, and the notes."""
    sites, settled = found.sites, found.settlement
    money = [Row(s.site, [shown(s[n], 2) for n in MONEY]) for _, s in sites.iterrows()]
    money.append(Row("together", [shown(sites[n].sum(), 2) for n in MONEY]))
    named = (
        f"{q['programme']} {q['call']}".strip()
        + f": {shown(UNIT * q['cents'], 2)}; given, at its price: {shown(q['gave'], 2)}"
        for _, q in settled.calls.iterrows()
    )
    hour_of = pd.DatetimeIndex(found.envelope.index).hour
    hours = found.envelope.groupby(hour_of).mean()
    day = [Row(f"{hour:02d}:00", [shown(at[n]) for n in RANGE]) for hour, at in hours.iterrows()]
    span = found.envelope.index
    rows = [
        ("sites", f"{len(found.members)}, {len(span):,} periods from {span[0]:%Y-%m-%d %H:%M}"),
        ("paid", f"{shown(settled.total, 2)} {found.currency}"),
    ]
    said = "Stored and room: energy above the least and below the most that must be there."
    parts: list[RenderableType] = [
        Group(Text(found.pool.name, style="bold"), Text(found.pool.title), facts(rows)),
        section(f"What it costs, {found.currency}", Numbers(list(MONEY.values()), money)),
        section("What programmes pay", bullets(named)),
        section("How far it can move, mean of each hour", Numbers(list(RANGE.values()), day)),
        sentence(said, "dim"),
    ]
    if found.notes:
        parts.append(section("Notes", bullets(found.notes)))
    return Constrain(Group(*parts), WIDEST)
