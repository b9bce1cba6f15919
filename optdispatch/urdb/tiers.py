"""Tiers of the database: a rate, an adjustment, and where the tier ends."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from optdispatch.errors import InputError
from optdispatch.urdb.record import Record, number


class Tier(NamedTuple):
    """A price up to a limit."""

    price: float
    """Rate and adjustment."""
    up_to: float
    """Infinite in the last tier."""
    sell: float | None
    unit: str


def tiers(record: Record, key: str, period: int, rows: list[Mapping[str, Any]]) -> list[Tier]:
    """Tiers of a period.

    Raises `InputError` where their limits do not rise.
    """
    where = f"{record.name}: {key}, period {period}"
    known = {"rate", "adj", "max", "unit", "sell"}
    for field in sorted({f for row in rows for f in row} - known):
        record.say(f"{key}: `{field}` of a tier is not known and not carried")
    found = [_tier(row, where) for row in rows]
    for low, high in pairwise(found):
        if high.up_to <= low.up_to:
            raise InputError(f"{where}: a tier ends at {high.up_to:g}, after one at {low.up_to:g}")
    if found[-1].up_to < float("inf"):
        record.say(
            f"{key}: the last tier of period {period} ends at {found[-1].up_to:g}; "
            "it is taken to have no end"
        )
    return [*found[:-1], found[-1]._replace(up_to=float("inf"))]


def price_at(found: list[Tier], limit: float) -> float:
    """Price of the tier that ends at a limit, or in which the limit lies."""
    return next(tier.price for tier in found if limit <= tier.up_to)


def limits(several: list[list[Tier]]) -> list[float]:
    """Where any of several periods' tiers end, rising; the last is infinite."""
    return sorted({tier.up_to for found in several for tier in found})


def _tier(row: Mapping[str, Any], where: str) -> Tier:
    rate, adjustment = row.get("rate"), row.get("adj")
    price = sum(number(part, where) for part in (rate, adjustment) if part is not None)
    end, sell = row.get("max"), row.get("sell")
    # The database's clients write an absent limit as 1e38.
    up_to = float("inf") if end is None or number(end, where) > 1e30 else number(end, where)
    earned = None if sell is None else number(sell, where)
    return Tier(price, up_to, earned, str(row.get("unit") or "").lower())
