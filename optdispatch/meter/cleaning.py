"""Put readings in order: equal steps, each once, none missing that nobody said to fill.

Nothing is changed that a case does not name. What is filled becomes a note with its dates.
"""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray
from optdispatch.meter.long_table import Column
from optdispatch.meter.readings import Readings
from optdispatch.nouns import Noun

STEPS_MIN = (15, 30, 60)


class Fill(Noun):
    """How to fill gaps. What is not named here stays an error."""

    short_gaps_h: float | None = Field(
        default=None, gt=0, description="Gaps up to this length are interpolated. [h]"
    )
    long_gaps: Literal["like_days"] | None = Field(
        default=None,
        description="Other gaps take the mean of that time on the same weekdays of the month.",
    )

    @model_validator(mode="after")
    def _fills_something(self) -> "Fill":
        if self.short_gaps_h is None and self.long_gaps is None:
            raise ValueError("needs `short_gaps_h`, `long_gaps` or both")
        return self


@dataclass(frozen=True, eq=False)
class Cleaned:
    """Readings without gaps, and what was filled."""

    readings: Readings
    notes: tuple[str, ...] = ()


def clean(
    column: Column, zone: tzinfo, stamp: Literal["start", "end"], fill: Fill | None
) -> Cleaned:
    """Sort, check and fill; `zone` is the clock of stamps that carry no offset.

    Raises `MeterError` for doubled, irregular or missing readings, with the first date.
    """
    instants = _instants(column, zone)
    step = _step(column, instants)
    start = instants.min()
    position = ((instants - start) // step).to_numpy()
    power = np.full(position.max() + 1, np.nan)
    power[position] = column.values
    if stamp == "end":
        start -= step
    index = pd.date_range(start, periods=len(power), freq=step, name="start")
    gaps = _gaps(power)
    notes = _fill(power, index, gaps, fill, column.name) if gaps else ()
    return Cleaned(Readings(pd.Series(power, index), step.to_pytimedelta(), column.name), notes)


def _instants(column: Column, zone: tzinfo) -> pd.DatetimeIndex:
    """When each row was stamped; no two at once."""
    instants = column.stamps.on_clock(zone)
    if instants.hasnans:
        row = int(np.argmax(instants.isna()))
        raise MeterError(
            f"{column.name}, line {column.lines[row]}: {column.stamps.wall[row]:%Y-%m-%d %H:%M} is "
            f"skipped by the clock of {zone}; say the meter's `time_zone:`, such as UTC+01:00"
        )
    double = instants.duplicated()
    if double.any():
        row = int(np.argmin(np.where(double, instants.asi8, np.iinfo(np.int64).max)))
        raise MeterError(
            f"{column.name}, line {column.lines[row]}: {_at(instants[row])} stands there again, "
            f"{_count(int(double.sum()), 'row')} in all; take them out, or, if the meter's clock "
            "changes in autumn, say its `time_zone:`"
        )
    return instants


def _step(column: Column, instants: pd.DatetimeIndex) -> pd.Timedelta:
    """The distance of readings: 15, 30 or 60 min, the same all through."""
    if len(instants) < 2:
        raise MeterError(f"{column.name}: has one reading; a step needs two")
    order = np.argsort(instants.as_unit("s").asi8)
    seconds = np.diff(instants.as_unit("s").asi8[order])
    found, count = np.unique(seconds, return_counts=True)
    usual = int(found[np.argmax(count)])
    if usual not in [60 * minutes for minutes in STEPS_MIN]:
        raise MeterError(
            f"{column.name}, line {column.lines[order[int(np.argmax(seconds == usual)) + 1]]}: "
            f"the step is {_minutes(usual)}; it may be 15, 30 or 60 min"
        )
    odd = seconds % usual != 0
    first = instants[order[0]]
    if (first.minute * 60 + first.second) % usual or odd.any():
        n = int(np.argmax(odd)) + 1 if odd.any() else 0
        after = f", {_minutes(int(seconds[n - 1]))} after the last," if n else ""
        raise MeterError(
            f"{column.name}, line {column.lines[order[n]]}: {instants[order[n]]:%Y-%m-%d %H:%M:%S}"
            f"{after} is off the {_minutes(usual)} grid; write every reading at its full step"
        )
    return pd.Timedelta(seconds=usual)


def _gaps(power: FloatArray) -> list[slice]:
    """Runs of missing readings."""
    missing = np.concatenate([[False], np.isnan(power), [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1])
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _fill(
    power: FloatArray, index: pd.DatetimeIndex, gaps: list[slice], fill: Fill | None, name: str
) -> tuple[str, ...]:
    """Fill `power` in place, and say where."""
    if fill is None:
        missing = sum(gap.stop - gap.start for gap in gaps)
        raise MeterError(
            f"{name}: {_count(missing, 'reading')} missing in {_count(len(gaps), 'gap')}, the "
            f"first {_run(index, gaps[0])}; `fill:` with `short_gaps_h` or `long_gaps` fill them"
        )
    known = np.flatnonzero(~np.isnan(power))
    like = _like_days(power, index)
    notes = []
    for gap in gaps:
        inside = known.size > 0 and known[0] < gap.start and gap.stop <= known[-1]
        hours = (index[1] - index[0]) * (gap.stop - gap.start) / pd.Timedelta(hours=1)
        if fill.short_gaps_h is not None and hours <= fill.short_gaps_h and inside:
            t = np.arange(gap.start, gap.stop)
            power[gap] = np.interp(t, [gap.start - 1, gap.stop], power[[gap.start - 1, gap.stop]])
            how = "interpolated"
        elif fill.long_gaps == "like_days":
            power[gap] = like[gap]
            how = "mean of the same weekdays of the month"
        else:
            raise MeterError(
                f"{name}: {_run(index, gap)} is missing, {hours:g} h; a longer `short_gaps_h` or "
                "`long_gaps: like_days` can fill it"
            )
        if np.isnan(power[gap]).any():
            raise MeterError(
                f"{name}: {_run(index, gap)} has no like day in its month; fill it in the file"
            )
        notes.append(f"{name}: {_run(index, gap)} filled: {how}")
    return tuple(notes)


def _like_days(power: FloatArray, index: pd.DatetimeIndex) -> FloatArray:
    """Mean at the same time on the same weekdays of the same month; NaN where there is none."""
    series = pd.Series(power)
    time = index.hour * 60 + index.minute
    return (
        series.groupby([index.year, index.month, index.day_of_week, time])
        .transform("mean")
        .to_numpy(dtype=np.float64)
    )


def _run(index: pd.DatetimeIndex, gap: slice) -> str:
    step = index[1] - index[0]
    n = gap.stop - gap.start
    return f"{_at(index[gap.start])} to {_at(index[gap.stop - 1] + step)} ({_count(n, 'reading')})"


def _at(instant: pd.Timestamp) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g} min"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' if n != 1 else ''}"
