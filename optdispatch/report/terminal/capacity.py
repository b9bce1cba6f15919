"""What `capacity` shows: the least connection of each way, and what a smaller one serves."""

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.case import Case
from optdispatch.report.numbers import shown
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, section, sentence
from optdispatch.study.capacity import ORDERLY, SHARED, UNCONTROLLED, V2G, Capacity

MONTHS = 12


def capacities(case: Case, found: Capacity) -> RenderableType:
    """The least of each way, what it saves, and the curve."""
    price = _price(case)
    heads = ["kW", "kVA", "kVA less", *([f"{case.tariff.currency} a year less"] if price else [])]
    rows = []
    for way in (UNCONTROLLED, ORDERLY, V2G):
        less = found.kva(UNCONTROLLED) - found.kva(way)
        cells = [shown(x, 1) for x in (found.least_kw[way], found.kva(way), less)]
        rows.append(Row(way, [*cells, *([shown(less * price * MONTHS)] if price else [])]))
    ways = (SHARED, ORDERLY, V2G)
    curve = [
        Row(f"{shown(at.kva, 1)} kVA", [f"{shown(100 * at[way], 1)} %" for way in ways])
        for _, at in found.curve.iterrows()
    ]
    said = f"At a power factor of {found.power_factor:g}; the site's other load is in it."
    return Constrain(
        Group(
            Text(case.name, style="bold"),
            Text(case.title),
            section("The least connection that serves every vehicle", Numbers(heads, rows)),
            section("What a smaller one serves", Numbers(ways, curve)),
            sentence(said, "dim"),
        ),
        WIDEST,
    )


def _price(case: Case) -> float:
    """What a kVA of capacity costs in a month; 0 where capacity is not charged."""
    prices = (getattr(charge, "price_per_kva_month", None) for charge in case.tariff.charges)
    return float(next((price for price in prices if price is not None), 0.0))
