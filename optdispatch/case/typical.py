"""Typical days made from a year.

Days of one month, one kind and one pattern of prices are one day type, whose profile is their
mean and whose weight is their number. A mean loses the peak, and with it the demand charge, so
the day on which a month's demand is billed is a day type of its own, of weight 1. So is a day
on which a programme may call; one that is called by chance p is two, called with weight p and
not called with weight 1 - p.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import numpy as np

from optdispatch.calendar import DAY_KINDS, DayKind
from optdispatch.errors import InputError
from optdispatch.horizon import FloatArray, Horizon, Ring
from optdispatch.tariff import Tariff

ALIKE = 1e-9
"""Share of a month's peak by which its mean day may miss it."""
EVENT = "event day"
NEVER: Mapping[date, float] = {}


def typical_rings(
    year: Horizon,
    tariff: Tariff,
    net_kw: FloatArray,
    operating_days: float | None,
    called: Mapping[date, float] = NEVER,
) -> tuple[Ring, ...]:
    """Day types of a chronological year, month by month; `net_kw` has shape (T,).

    `called` are days on which a programme may call, and the chance that it does.
    Raises `InputError` where more days are to operate than the year has.
    """
    days = dict(year.dates)
    peaks = _peak_days(year, tariff, net_kw)
    kinds = _kinds(year, tariff, net_kw, peaks, called)
    of_month: dict[int, int] = defaultdict(int)
    own_of_month: dict[int, int] = defaultdict(int)
    for label, dates in kinds.items():
        of_month[dates[0].month] += len(dates)
        own_of_month[dates[0].month] += len(dates) if _is_own(label, dates) else 0
    operating = _operating(of_month, operating_days)
    rings: list[Ring] = []
    for label, dates in kinds.items():
        month, alone = dates[0].month, own_of_month[dates[0].month]
        if _is_own(label, dates):
            share = min(1.0, operating[month] / alone)
        else:
            share = max(0.0, operating[month] - alone) / (of_month[month] - alone)
        start, periods = _start(dates, days, year)
        for weight, at_work in ((len(dates) * share, True), (len(dates) * (1 - share), False)):
            if weight > 1e-12:
                name = label if at_work else f"{label}, storage at rest"
                ring = Ring(start, periods, weight, dates, name, operating=at_work)
                rings += _called(ring, called.get(dates[0], 1.0) if len(dates) == 1 else 1.0)
    return tuple(rings)


def _called(ring: Ring, chance: float) -> Iterator[Ring]:
    """A day that is called for certain, or as it is when called and when not."""
    yield replace(ring, weight=ring.weight * chance)
    if chance < 1:
        label = ring.label.replace(EVENT, f"{EVENT} not called")
        yield replace(ring, weight=ring.weight * (1 - chance), label=label, called=False)


def _is_own(label: str, dates: tuple[date, ...]) -> bool:
    """Whether a day type is one date that no other day is like."""
    return f" day, {dates[0]:%m-%d}" in label


def _peak_days(year: Horizon, tariff: Tariff, net_kw: FloatArray) -> set[date]:
    """The days on which each month's demand is billed, for each charge on demand."""
    if found := tariff.peak_days(year, net_kw):
        return found
    tops = (np.flatnonzero(m.mask)[np.argmax(net_kw[m.mask])] for m in year.months)
    return {year.index[t].date() for t in tops}


def _kinds(
    year: Horizon,
    tariff: Tariff,
    net_kw: FloatArray,
    peaks: set[date],
    called: Mapping[date, float],
) -> dict[str, tuple[date, ...]]:
    """Day types by their labels, in the order of the year; peak days that their kind loses."""
    kinds: dict[tuple[int, DayKind, bytes], list[date]] = defaultdict(list)
    for day, _ in year.dates:
        kind = year.calendar.kind(day)
        prices = tariff.time_of_use
        pattern = prices.day(day, year.calendar).tobytes() if prices else b""
        kinds[day.month, kind, pattern].append(day)
    where, own = dict(year.dates), tariff.own_days(year) | called.keys()
    named: dict[str, tuple[date, ...]] = {}
    for _, kind, _, dates in sorted(
        ((month, kind, pattern, dates) for (month, kind, pattern), dates in kinds.items()),
        key=lambda row: (row[0], DAY_KINDS.index(row[1]), row[3][0]),
    ):
        lost = [d for d in dates if d in own or (d in peaks and not _kept(d, dates, where, net_kw))]
        rest = tuple(d for d in dates if d not in lost)
        label = f"{dates[0]:%Y-%m} {kind}{_holidays(dates, year)}"
        if rest:
            named[_unused(label, named)] = rest
        for day in lost:
            what = EVENT if day in called else "peak day"
            named[f"{day:%Y-%m} {what}, {day:%m-%d}"] = (day,)
    return named


def _kept(day: date, dates: list[date], where: dict[date, slice], net_kw: FloatArray) -> bool:
    """Whether the mean of some days is, in each period, what one of them is."""
    own = net_kw[where[day]]
    if any(where[d].stop - where[d].start != len(own) for d in dates):
        return False
    mean = np.mean([net_kw[where[d]] for d in dates], axis=0)
    return bool(np.abs(mean - own).max() <= ALIKE * max(1.0, np.abs(own).max()))


def _holidays(dates: list[date], year: Horizon) -> str:
    """Names of the holidays among some days, if any."""
    blocks = (year.calendar.holiday(day) for day in dates)
    names = dict.fromkeys(block.name for block in blocks if block)
    return f" ({', '.join(names)})" if names else ""


def _unused(label: str, named: dict[str, tuple[date, ...]]) -> str:
    candidates: Iterator[str] = (f"{label} {n}" for n in range(2, 10**6))
    return label if label not in named else next(c for c in candidates if c not in named)


def _start(
    dates: tuple[date, ...], where: dict[date, slice], year: Horizon
) -> tuple[datetime, int]:
    """Where the ring of a day type starts: on its first day of the usual length."""
    usual = round(24 / year.hours)
    lengths = {d: where[d].stop - where[d].start for d in dates}
    day = next((d for d in dates if lengths[d] == usual), dates[0])
    return year.index[where[day].start].to_pydatetime(), lengths[day]


def _operating(of_month: dict[int, int], operating_days: float | None) -> dict[int, float]:
    """Days of each month on which storage works: as many in each as it has, if it has so many."""
    if operating_days is None:
        return {month: float(days) for month, days in of_month.items()}
    total = sum(of_month.values())
    if operating_days > total:
        raise InputError(f"time.operating_days: {operating_days:g} is more than the {total} days")
    lengths = sorted(of_month.values())
    level = operating_days / len(lengths)
    for done, (short, _) in enumerate(pairwise([*lengths, 367])):
        left = operating_days - sum(lengths[:done])
        level = left / (len(lengths) - done)
        if level <= short:
            break
    return {month: min(float(days), level) for month, days in of_month.items()}
