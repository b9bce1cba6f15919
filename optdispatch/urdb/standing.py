"""What is owed whatever is used, and the least that is owed."""

from typing import Any

from optdispatch.urdb.record import Record

OLDER = {"minmonthlycharge": "per_month", "annualmincharge": "per_year"}
UNITS = {"$/month": "per_month", "$/day": "per_day", "$/year": "per_year"}


def standing(record: Record) -> list[dict[str, Any]]:
    """Read fixed charges and minimum bills."""
    found = []
    charge, unit = record.number("fixedchargefirstmeter"), _unit(record, "fixedchargeunits")
    older = record.number("fixedmonthlycharge")
    if charge is None and older is not None:
        charge, unit = older, "per_month"
    if charge:
        amount = {"price_per_day": charge} if unit == "per_day" else {"price_per_month": charge}
        if unit == "per_year":
            amount = {"price_per_month": charge / 12}
        if unit == "per_day":
            record.say("fixedchargefirstmeter is owed for each day that a month has")
        found.append({"kind": "fixed", "name": "fixed charge", **amount})
    least, unit = record.number("mincharge"), _unit(record, "minchargeunits")
    if least:
        found.append({"kind": "minimum", "name": "minimum bill", unit: least})
    for key, per in OLDER.items():
        if older := record.number(key):
            found.append({"kind": "minimum", "name": f"minimum bill, {per[4:]}", per: older})
    return found


def _unit(record: Record, key: str) -> str:
    unit = str(record.get(key) or "$/month")
    if unit not in UNITS:
        record.say(f"{key}: {unit} is not known; it is read as $/month")
    return UNITS.get(unit, "per_month")
