"""Demand: by time of use, of the facility, and what past months keep high."""

from collections.abc import Mapping
from typing import Any

from optdispatch.errors import InputError
from optdispatch.urdb.periods import OTHER, period, time_of_use, used, windows
from optdispatch.urdb.record import Record, Schedule
from optdispatch.urdb.tiers import Tier, tiers

Charge = dict[str, Any]
ALL_YEAR = list(range(1, 13))


def demand(record: Record) -> list[Charge]:
    """Read what is charged for demand.

    A lookback or ratchet is put on the facility's demand; where there is none, on each charge.
    """
    minutes = record.number("demandwindow")
    averaged = {"averaging_minutes": round(minutes)} if minutes else {}
    flat, by_time = _flat(record), _by_time(record)
    ratchet = _ratchet(record)
    if ratchet and not flat and not by_time:
        record.say("there is a lookback, and no demand charge that it could raise")
    for charge in flat or by_time:
        if ratchet:
            charge["ratchet"] = ratchet
    return [charge | averaged for charge in (*flat, *by_time)]


def _flat(record: Record) -> list[Charge]:
    """Charges on the highest demand of a month, whenever it is."""
    structure = record.structure("flatdemandstructure")
    months = record.numbers("flatdemandmonths")
    if structure is None or not _in_kw(record, "flatdemandunit", "flatdemandstructure"):
        return []
    of_month = [int(p) for p in months] if months else [0] * 12
    found = []
    for p in sorted(set(of_month)):
        if not 0 <= p < len(structure):
            name = record.name
            raise InputError(f"{name}: flatdemandmonths names period {p} of {len(structure)}")
        rows = tiers(record, "flatdemandstructure", p, structure[p])
        when = [month for month, of in enumerate(of_month, start=1) if of == p]
        found += _charge("demand", rows, when)
    return found


def _by_time(record: Record) -> list[Charge]:
    """Charges on the highest demand of a month in a period."""
    structure = record.structure("demandratestructure")
    if structure is None or not _in_kw(record, "demandrateunit", "demandratestructure"):
        return []
    weekday = record.schedule("demandweekdayschedule", len(structure))
    weekend = record.schedule("demandweekendschedule", len(structure))
    if weekday is None or weekend is None:
        raise InputError(f"{record.name}: demandweekdayschedule or …weekendschedule is missing")
    found = []
    for p, months in used(weekday, weekend).items():
        rows = tiers(record, "demandratestructure", p, structure[p])
        for charge in _charge(f"time-of-use demand {period(p)}", rows, months):
            found.append(charge | _when(p, months, weekday, weekend))
    return found


def _when(p: int, months: list[int], weekday: Schedule, weekend: Schedule) -> dict[str, Any]:
    """When a period's demand counts, said as simply as it can be."""
    rows = {row for month in months for row in (weekday[month - 1], weekend[month - 1])}
    if len(rows) > 1:
        own = time_of_use(weekday, weekend, only=p)
        return {"in_periods": [period(p)], "time_of_use": own}
    hours = windows(rows.pop(), only=p)
    return {"windows": hours[period(p)]} if OTHER in hours else {}


def _charge(name: str, rows: list[Tier], months: list[int]) -> list[Charge]:
    """One charge of one or more tiers; none, where it costs nothing."""
    if not any(tier.price for tier in rows):
        return []
    charge: Charge = {"kind": "demand", "name": name}
    if len(rows) == 1:
        charge["price_per_kw_month"] = rows[0].price
    else:
        charge["blocks"] = [_block(tier) for tier in rows]
    return [charge if months == ALL_YEAR else charge | {"months": months}]


def _block(tier: Tier) -> Mapping[str, float]:
    end = {} if tier.up_to == float("inf") else {"up_to_kw": tier.up_to}
    return end | {"price_per_kw_month": tier.price}


def _in_kw(record: Record, key: str, what: str) -> bool:
    """Whether a unit is the kW of a month; a note where it is not."""
    unit = str(record.get(key) or "kW")
    if unit.lower() == "kw":
        return True
    record.say(f"{what}: demand in {unit} is not carried, only the month's in kW")
    return False


def _ratchet(record: Record) -> dict[str, Any] | None:
    """What past months keep high."""
    percent, flagged = record.number("lookbackpercent"), record.numbers("lookbackmonths")
    back, of_month = record.number("lookbackrange"), record.numbers("demandratchetpercentage")
    if percent:
        if of_month and any(of_month):
            record.say("demandratchetpercentage is not carried beside a lookback")
        share: dict[str, Any] = {"share": _fraction(record, "lookbackpercent", percent)}
        if flagged and any(flagged):
            share["of_months"] = [m for m, flag in enumerate(flagged, start=1) if flag]
        return {"shares": [share], "previous_months": int(back) if back else 11}
    if back or (flagged and any(flagged)):
        record.say("lookbackrange and lookbackmonths say nothing without lookbackpercent")
    if not of_month or not any(of_month):
        return None
    record.say(
        "demandratchetpercentage is read as the share of the highest demand of the 11 months "
        "before that a month is billed at least"
    )
    months = {s: [m for m, of in enumerate(of_month, 1) if of == s] for s in sorted({*of_month})}
    shares = [
        {"share": _fraction(record, "demandratchetpercentage", s)}
        | ({"in_months": of} if of != ALL_YEAR else {})
        for s, of in months.items()
        if s
    ]
    return {"shares": shares, "previous_months": 11}


def _fraction(record: Record, key: str, value: float) -> float:
    """Read a fraction; a number above 1 is a percentage, and said to be."""
    if value <= 1:
        return value
    if value > 100:
        raise InputError(f"{record.name}: {key} {value:g} is neither a fraction nor a percentage")
    record.say(f"{key}: {value:g} is read as a percentage")
    return value / 100
