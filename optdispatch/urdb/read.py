"""Read a rate of the utility rate database (URDB), version 8 of its API.

Fields, and what becomes of them: energy rates with tiers and periods, `sell` and `dgrules`
(`energy`); demand by time of use and of the facility, lookbacks and ratchets, averaging
window (`demand`); fixed and minimum charges (`standing`). What is not carried is said in
words. Source: https://openei.org/services/doc/rest/util_rates/?version=8
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from optdispatch.tariff import Tariff
from optdispatch.urdb.demand import demand
from optdispatch.urdb.energy import energy
from optdispatch.urdb.record import Record, record
from optdispatch.urdb.standing import standing

TIME_ZONE = "America/New_York"
CURRENCIES = {"USA": "USD", "US": "USD", "CAN": "CAD", "IND": "INR", "GBR": "GBP"}
SITES = "https://apps.openei.org/IURDB/rate/view/"
TOLD = {
    "label", "utility", "name", "uri", "approved", "is_default", "startdate", "enddate", "country",
    "description", "source", "sourceparent", "sector", "servicetype", "eiaid", "eia", "utilityid",
    "revisions", "latest_update", "supercedes", "supersedes", "basicinformationcomments",
    "voltageminimum", "voltagemaximum", "voltagecategory", "phasewiring", "peakkwcapacitymin",
    "peakkwcapacitymax", "peakkwcapacityhistory", "peakkwhusagemin", "peakkwhusagemax",
    "peakkwhusagehistory", "demandunits", "_id", "effectivedate",
}  # fmt: skip
"""Fields that say what a rate is and for whom, and carry no price."""
NOT_CARRIED = {
    "demandreactivepowercharge": "reactive power is not charged",
    "coincidentratestructure": "demand when the system peaks is charged in hours that the record "
    "does not name; add a charge of kind `coincident`",
    "coincidentrateschedule": "see coincidentratestructure",
    "coincidentrateunit": "see coincidentratestructure",
    "fixedchargeeaaddl": "further meters are not charged",
    "energycomments": "a text that may hold a price; read it",
    "demandcomments": "a text that may hold a price; read it",
    "energyattrs": "texts that may hold a price; read them",
    "demandattrs": "texts that may hold a price; read them",
    "fixedattrs": "texts that may hold a price; read them",
}


def read(
    source: str | Path | Mapping[str, Any], label: str | None = None, time_zone: str | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Content of a `Tariff`, and what a reader must know of what was not carried.

    `source` is a JSON file or what it holds: a rate, or several of which `label` names one.
    The database has no time zone; its hours are local.
    Raises `InputError` for a record that cannot be read, or that no tariff can carry.
    """
    rate = record(source, label)
    if time_zone is None:
        rate.say(f"the database has no time zone; {TIME_ZONE} is taken")
    charged = energy(rate)
    charges = [*charged.charges, *demand(rate), *standing(rate)]
    content = _head(rate, time_zone or TIME_ZONE)
    if charged.calendar:
        content["time_of_use"] = charged.calendar
    if not charges:
        rate.say("nothing is charged; one charge of nothing stands for it")
        charges = [{"kind": "fixed", "name": "nothing"}]
    content["charges"] = charges
    for key in rate.unread():
        if key not in TOLD:
            why = NOT_CARRIED.get(key, "is not known and not carried")
            rate.say(f"{key}: {why}" if key in NOT_CARRIED else f"{key} {why}")
    content["note"] = " ".join(f"{note[0].upper()}{note[1:]}." for note in rate.notes)
    Tariff.of(content, rate.name)
    return content, tuple(rate.notes)


def to_yaml(content: Mapping[str, Any]) -> str:
    """The content as a file of ours."""
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=98)


def _head(rate: Record, time_zone: str) -> dict[str, Any]:
    """All but the charges."""
    label, uri = rate.get("label"), rate.get("uri")
    named = ", ".join(str(n) for n in (rate.get("utility"), rate.get("name")) if n)
    head: dict[str, Any] = {
        "name": named or "rate of the utility rate database",
        "currency": _currency(rate),
        "time_zone": time_zone,
        "calendar": "weekends",
        "source": f"OpenEI utility rate database: {uri or f'{SITES}{label}'}",
        "confidence": "medium" if str(rate.get("approved")).lower() == "true" else "low",
    }
    dates = {"valid_from": rate.date("startdate"), "valid_to": rate.date("enddate")}
    return head | {key: day for key, day in dates.items() if day}


def _currency(rate: Record) -> str:
    country = str(rate.get("country") or "USA")
    if country not in CURRENCIES:
        rate.say(f"country {country}: its currency is not known here; prices are taken for USD")
    return CURRENCIES.get(country, "USD")
