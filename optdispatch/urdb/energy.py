"""Energy: periods, their tiers, what is paid for surplus, monthly fuel adjustments."""

from collections import defaultdict
from itertools import pairwise
from typing import Any, NamedTuple

from optdispatch.errors import InputError
from optdispatch.urdb.periods import period, time_of_use, used
from optdispatch.urdb.record import Record
from optdispatch.urdb.tiers import Tier, limits, price_at, tiers

LIMITS = {
    "kwh": "kwh",
    "kwh daily": "kwh_per_day",
    "kwh/kw": "kwh_per_kw",
    "kwh/kw daily": "kwh_per_kw_day",
}
NET_METERING = "Net Metering"
HOURLY, TWO_METERS = "Net Billing Hourly", "Buy All Sell All"


class Energy(NamedTuple):
    """What was read."""

    calendar: dict[str, Any] | None
    charges: list[dict[str, Any]]


def energy(record: Record) -> Energy:
    """Read what is charged and paid for energy."""
    structure = record.structure("energyratestructure")
    adjustments = _adjustments(record)
    if structure is None:
        record.say("there is no `energyratestructure`: energy costs nothing")
        _rules(record)
        return Energy(None, adjustments)
    weekday = record.schedule("energyweekdayschedule", len(structure))
    weekend = record.schedule("energyweekendschedule", len(structure))
    if weekday is None or weekend is None:
        if len(structure) > 1:
            raise InputError(f"{record.name}: energyweekdayschedule or …weekendschedule is missing")
        weekday = weekend = ((0,) * 24,) * 12
    periods = used(weekday, weekend)
    found = {p: tiers(record, "energyratestructure", p, structure[p]) for p in periods}
    calendar = time_of_use(weekday, weekend) if len(periods) > 1 else None
    return Energy(calendar, [*_charges(record, found, periods), *adjustments])


def _charges(
    record: Record, found: dict[int, list[Tier]], periods: dict[int, list[int]]
) -> list[dict[str, Any]]:
    """Charges on import, and what is paid for export."""
    first = {p: rows[0].price for p, rows in found.items()}
    sell = {p: rows[0].sell for p, rows in found.items()}
    if any(len({tier.sell for tier in rows}) > 1 for rows in found.values()):
        record.say("energyratestructure: `sell` differs between tiers; the first tier's is carried")
    rules = _rules(record)
    if any(len(rows) > 1 for rows in found.values()):
        if rules == NET_METERING:
            record.say(
                "dgrules: net metering under tiers is not carried: energy fed in earns `sell`"
            )
        return [*_blocks(record, found, periods), *_export(sell)]
    if rules == NET_METERING:
        record.say("dgrules: net metering carries surplus kWh forward until the year's end")
        net = {"kind": "net_energy", "name": "energy", "price_per_kwh": _keyed(first)}
        surplus = _keyed({p: s or 0.0 for p, s in sell.items()})
        return [net | {"surplus_price_per_kwh": surplus, "settled": "year"}]
    return [{"kind": "energy", "name": "energy", "price": _price(first)}, *_export(sell)]


def _rules(record: Record) -> str | None:
    """How energy that is fed in is settled."""
    rules = record.get("dgrules")
    if rules is None and record.get("usenetmetering") is True:
        rules = NET_METERING
    record.read.add("usenetmetering")
    if rules == HOURLY:
        record.say("dgrules: net billing by the hour is carried by the step that is planned")
    if rules == TWO_METERS:
        record.say(
            "dgrules: buy all, sell all needs a meter of its own; it is not carried: give the case "
            "a programme of kind `sell_all`"
        )
    return None if rules is None else str(rules)


def _export(sell: dict[int, float | None]) -> list[dict[str, Any]]:
    if not any(sell.values()):
        return []
    price = _price({p: s or 0.0 for p, s in sell.items()})
    return [{"kind": "export", "name": "energy fed in", "price": price}]


def _blocks(
    record: Record, found: dict[int, list[Tier]], periods: dict[int, list[int]]
) -> list[dict[str, Any]]:
    """Charges of tiers, one for each group of months that has the same ones."""
    units = {t.unit for rows in found.values() if len(rows) > 1 for t in rows} or {"kwh"}
    units = {unit or "kwh" for unit in units}
    if len(units) > 1 or not units <= set(LIMITS):
        names = ", ".join(sorted(units))
        raise InputError(f"{record.name}: energyratestructure: tiers in {names} cannot be carried")
    groups: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for month in range(1, 13):
        there = [found[p] for p, months in periods.items() if month in months]
        if len({tuple(t.up_to for t in rows) for rows in there}) > 1:
            record.say(
                "energyratestructure: periods of one month end tiers at different limits; each "
                "limit is taken of the energy of all periods"
            )
        groups[tuple(limits(there))].append(month)
    kind = LIMITS[units.pop()]
    charges = []
    for ends, months in groups.items():
        here = {p: rows for p, rows in found.items() if set(periods[p]) & set(months)}
        blocks = [_block(end, here) for end in ends]
        if _is_uneven(blocks):
            record.say(
                "energyratestructure: the step from tier to tier differs between periods; each "
                "period has the same share of each tier"
            )
        charge = {"kind": "energy_blocks", "name": "energy", "limits": kind, "blocks": blocks}
        charges.append(charge if len(months) == 12 else charge | {"months": months})
    return charges


def _is_uneven(blocks: list[dict[str, Any]]) -> bool:
    """Whether a tier is dearer than the one before by more in one period than in another."""
    prices = [block["price_per_kwh"] for block in blocks]
    if not isinstance(prices[0], dict):
        return False
    return any(len({round(high[q] - low[q], 9) for q in low}) > 1 for low, high in pairwise(prices))


def _block(end: float, found: dict[int, list[Tier]]) -> dict[str, Any]:
    block = {} if end == float("inf") else {"up_to": end}
    return block | {"price_per_kwh": _keyed({p: price_at(rows, end) for p, rows in found.items()})}


def _adjustments(record: Record) -> list[dict[str, Any]]:
    """Prices by month that come on top."""
    of_month = record.numbers("fueladjustmentsmonthly") or []
    months: dict[float, list[int]] = defaultdict(list)
    for month, price in enumerate(of_month, start=1):
        if price:
            months[price].append(month)
    return [
        {"kind": "energy", "name": "fuel adjustment", "price": {"uniform": p}, "months": of}
        for p, of in months.items()
    ]


def _price(prices: dict[int, float]) -> dict[str, Any]:
    keyed = _keyed(prices)
    return {"by_period": keyed} if isinstance(keyed, dict) else {"uniform": keyed}


def _keyed(prices: dict[int, float]) -> float | dict[str, float]:
    """One price, or one for each period where there are several periods."""
    if len(prices) == 1:
        return next(iter(prices.values()))
    return {period(p): price for p, price in prices.items()}
