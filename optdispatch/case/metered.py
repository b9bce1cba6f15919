"""A case of nothing but a meter: what is read, from the first whole day to the last."""

from datetime import date, datetime, timedelta

import pandas as pd

from optdispatch.assets.load import Load
from optdispatch.calendar import calendar
from optdispatch.case.case import Case
from optdispatch.connection import Connection
from optdispatch.errors import InputError, MeterError
from optdispatch.meter import MeterFile
from optdispatch.meter.readings import Readings
from optdispatch.tariff import Tariff

STEPS = (15, 30, 60)
"""Steps that a case can have. [min]"""


def metered(
    tariff: Tariff,
    profile: MeterFile,
    billing: str | None = None,
    connection: Connection | None = None,
    power_factor: float | None = None,
    reactive: MeterFile | None = None,
) -> Case:
    """Put a meter's readings behind a tariff; what it reads below zero is fed in.

    Raises `InputError` where the tariff cannot bill such a site, `MeterError` where the file
    holds no whole day or cannot be used as it stands.
    """
    if billing is None and tariff.billing and not tariff.unpriced:
        raise InputError(f"{tariff.name}: say which billing: {', '.join(tariff.billing)}")
    read = _read(profile, tariff)
    step = int(read.step.total_seconds())
    minutes = next(m for m in STEPS if m * 60 % step == 0)
    start, end = _whole_days(read, tariff)
    _knows(tariff, (start.date(), end.date() - timedelta(days=1)))
    fields = {"name": "meter", "profile": profile}
    fields |= {"power_factor": power_factor, "reactive": reactive}
    content = {
        "name": profile.name,
        "tariff": tariff,
        "billing": billing,
        "connection": connection or Connection(),
        "assets": (Load.of(fields, profile.name),),
        "time": {
            "mode": "chain",
            "start": start,
            "periods": round((end.timestamp() - start.timestamp()) / 60) // minutes,
            "step_minutes": minutes,
        },
    }
    return Case.of(content, profile.name)


def _read(profile: MeterFile, tariff: Tariff) -> Readings:
    """The readings, or the year that they stand for."""
    zone = tariff.zone()
    readings = profile.readings(zone)
    if profile.stands_for is None:
        return readings
    return profile.stands_for.align_to(readings, zone, calendar(tariff.calendar))


def _knows(tariff: Tariff, days: tuple[date, date]) -> None:
    """See that the tariff's calendar knows the first and the last day."""
    try:
        for day in days:
            calendar(tariff.calendar).kind(day)
    except InputError as error:
        raise InputError(f"{error}; say `stands_for` if the readings stand for another") from None


def _whole_days(read: Readings, tariff: Tariff) -> tuple[datetime, datetime]:
    """Where the first whole day begins and the last one ends, in the tariff's zone."""

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=tariff.zone())

    begins, ends = (
        moment.tz_convert(tariff.zone())
        for moment in (pd.Timestamp(read.series.index[0]), read.end)
    )
    start, end = midnight(begins.date()), midnight(ends.date())
    if start.timestamp() < begins.timestamp():
        start = midnight(begins.date() + timedelta(days=1))
    if end <= start:
        raise MeterError(f"{read.name}: {read.covers()}; a bill needs a whole day at least")
    return start, end
