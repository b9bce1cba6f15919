"""JSON schemas of what users write and of what is written, made from the models themselves."""

from typing import Any

from pydantic import BaseModel, TypeAdapter

from optdispatch import assets, programmes
from optdispatch.calendar import Announced
from optdispatch.case import Case
from optdispatch.case.sizing import Sizing
from optdispatch.case.times import AnyTime
from optdispatch.connection import Connection
from optdispatch.errors import InputError
from optdispatch.meter import AnyProfile
from optdispatch.meter.shapes import DayShapes
from optdispatch.nouns import kinds, nearest
from optdispatch.report.document import Document
from optdispatch.rules import AnyRule
from optdispatch.rules import kinds as rule_kinds
from optdispatch.study.campaign import Study
from optdispatch.study.pool import Pool
from optdispatch.study.portfolio import Policy, Sites
from optdispatch.tariff import Tariff, charges
from optdispatch.tariff.monthly_prices import MonthlyPrices
from optdispatch.vehicles import Session
from optdispatch.vehicles.habits import Habits

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def known() -> tuple[str, ...]:
    """Everything that has a schema."""
    return tuple(_known())


def schema(name: str) -> dict[str, Any]:
    """JSON schema of a noun.

    Raises `InputError` for a name that has none.

    >>> schema("battery")["title"]
    'Battery'
    """
    there = _known()
    if name not in there:
        raise InputError(f"no schema {name!r}; {nearest(name, there)}")
    noun = there[name]
    is_model = isinstance(noun, type) and issubclass(noun, BaseModel)
    made = noun.model_json_schema() if is_model else TypeAdapter(noun).json_schema()
    return {"$schema": DIALECT, "title": name, **made}


def _known() -> dict[str, Any]:
    """What stands alone, then each kind of asset, programme, rule and charge."""
    alone = {
        "case": Case,
        "study": Study,
        "sites": Sites,
        "policy": Policy,
        "pool": Pool,
        "sizing": Sizing,
        "tariff": Tariff,
        "monthly-prices": MonthlyPrices,
        "outcome": Document,
        "time": AnyTime,
        "connection": Connection,
        "profile": AnyProfile,
        "rule": AnyRule,
        "load-shapes": DayShapes,
        "calendar": Announced,
        "session": Session,
        "fleet-habits": Habits,
    }
    return alone | kinds(assets) | kinds(programmes) | kinds(rule_kinds) | kinds(charges)
