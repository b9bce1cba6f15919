"""Put readings in order: each once, none missing that nobody said to fill.

Nothing is changed that a case does not name, in this order: of several readings at one time
one is kept, outliers become gaps, gaps are filled. Every change is listed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from optdispatch.calendar import DAY_KINDS, CalendarName, calendar
from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.meter.laying import Laid, Repeat
from optdispatch.meter.outliers import outliers
from optdispatch.meter.readings import Readings
from optdispatch.note import Count, Note
from optdispatch.nouns import Noun

Keep = Literal["first", "last", "mean"]
KEEP: dict[Keep, Callable[[tuple[float, ...]], float]] = {
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "mean": lambda values: float(np.mean(values)),
}


class Fill(Noun):
    """How to fill gaps. What is not named here stays an error."""

    short_gaps_h: float | None = Field(
        default=None, gt=0, description="Gaps up to this length are interpolated. [h]"
    )
    long_gaps: Literal["like_days"] | None = Field(
        default=None,
        description="Other gaps take the mean of that time on the like days of the month.",
    )
    calendar: CalendarName | None = Field(
        default=None,
        description="Its workdays, rest days and holidays are alike; the same weekdays, if left "
        "out.",
    )
    outliers: bool = Field(
        default=False, description="Whether readings far from their neighbours become gaps."
    )

    @model_validator(mode="after")
    def _fills_something(self) -> "Fill":
        if self.short_gaps_h is None and self.long_gaps is None:
            raise ValueError("needs `short_gaps_h`, `long_gaps` or both")
        if self.calendar is not None and self.long_gaps is None:
            raise ValueError("`calendar` says which days are like; add `long_gaps: like_days`")
        return self


@dataclass(frozen=True)
class Change:
    """A reading that was changed."""

    start: pd.Timestamp
    before_kw: float
    """NaN where none was read."""
    after_kw: float
    how: Note


@dataclass(frozen=True, eq=False)
class Mended:
    """Readings after what was told was done; NaN where they are missing still."""

    laid: Laid
    changes: tuple[Change, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each run of changes."""
        step = pd.Timedelta(self.laid.step)
        said: list[tuple[pd.Timestamp, str]] = []
        ordered = sorted(self.changes, key=lambda change: (change.how, change.start))
        for (how, _), run in groupby(
            enumerate(ordered), lambda at: (at[1].how, at[1].start - at[0] * step)
        ):
            starts = [change.start for _, change in run]
            span = _span(starts[0], starts[-1] + step, len(starts))
            told = Note("{file}: {span} {how}", file=self.laid.name, span=span, how=how)
            said.append((starts[0], told))
        return tuple(words for _, words in sorted(said))


def settle(laid: Laid, keep: Keep | None) -> Mended:
    """Keep one of several readings at a time, if it is said which."""
    if keep is None or not laid.repeats:
        return Mended(laid)
    power, changes = laid.power_kw.copy(), []
    for repeat in laid.repeats:
        n = int((repeat.start - laid.index[0]) // laid.step)
        values = tuple(v for v in repeat.values if np.isfinite(v)) or (np.nan,)
        power[n] = KEEP[keep](values)
        how = Note(
            "stood there {times}: {kept} kept", times=Count(len(repeat.lines), "time"), kept=keep
        )
        changes.append(Change(repeat.start, repeat.values[0], float(power[n]), how))
    return Mended(replace(laid, power_kw=power, repeats=()), tuple(changes))


def mend(laid: Laid, fill: Fill | None) -> Mended:
    """Take out outliers and fill gaps as told, and no more.

    Raises `InputError` where a calendar does not know a day.
    """
    if fill is None:
        return Mended(laid)
    power = laid.power_kw.copy()
    how: dict[int, Note] = {}
    if fill.outliers:
        found = outliers(laid)
        power[found] = np.nan
        how = dict.fromkeys(np.flatnonzero(found).tolist(), Note("outlier taken out"))
    _fill(power, how, laid, fill)
    changes = tuple(
        Change(laid.index[n], float(laid.power_kw[n]), float(power[n]), how[n]) for n in sorted(how)
    )
    return Mended(replace(laid, power_kw=power), changes)


def whole(laid: Laid, fill: Fill | None) -> Readings:
    """Readings without gaps.

    Raises `MeterError` for doubled or missing readings that nobody said what to do with.
    """
    if laid.repeats:
        raise MeterError(repeated(laid.name, laid.repeats))
    if gaps := laid.gaps:
        raise MeterError(_missing(laid, gaps, fill))
    return Readings(pd.Series(laid.power_kw, laid.index), laid.step, laid.name)


def repeated(name: str, repeats: Sequence[Repeat]) -> str:
    """What to say of times that have several readings."""
    first = min(repeats, key=lambda repeat: repeat.start)
    rows = sum(len(repeat.lines) - 1 for repeat in repeats)
    return (
        f"{name}, line {first.lines[1]}: {_at(first.start)} stands there again, "
        f"{Count(rows, 'row')} in all; take them out or say `repeated:` first, last or mean; "
        "if the meter's clock changes in autumn, say its `time_zone:`"
    )


def _fill(power: FloatArray, how: dict[int, Note], laid: Laid, fill: Fill) -> None:
    """Fill `power` in place, and say how."""
    known = np.flatnonzero(~np.isnan(power))
    like = _like_days(power, laid.index, fill.calendar) if fill.long_gaps else power.copy()
    mean = Note("filled: mean of the same weekdays of the month")
    if fill.calendar:
        mean = Note("filled: mean of the same kind of day of the month")
    for gap in replace(laid, power_kw=power).gaps:
        inside = known.size > 0 and known[0] < gap.start and gap.stop <= known[-1]
        hours = laid.hours * (gap.stop - gap.start)
        if fill.short_gaps_h is not None and hours <= fill.short_gaps_h and inside:
            ends = [gap.start - 1, gap.stop]
            power[gap] = np.interp(np.arange(gap.start, gap.stop), ends, power[ends])
            done = Note("filled: interpolated")
        else:
            power[gap] = like[gap]
            done = mean
        for n in range(gap.start, gap.stop):
            if np.isfinite(power[n]):
                how[n] = Note("{first} and {then}", first=how[n], then=done) if n in how else done


def _like_days(power: FloatArray, index: pd.DatetimeIndex, days: str | None) -> FloatArray:
    """Mean at the same time on the like days of the same month; NaN where there is none."""
    time = index.hour * 60 + index.minute
    kind = index.day_of_week.to_numpy() if days is None else _kinds(index, days)
    return (
        pd.Series(power)
        .groupby([index.year, index.month, kind, time])
        .transform("mean")
        .to_numpy(dtype=np.float64)
    )


def _kinds(index: pd.DatetimeIndex, name: str) -> IntArray:
    known = calendar(name)
    dates = index.tz_localize(None).normalize()
    kind = {day: DAY_KINDS.index(known.kind(day.date())) for day in dates.unique()}
    return np.array([kind[day] for day in dates], dtype=np.int64)


def _missing(laid: Laid, gaps: list[slice], fill: Fill | None) -> str:
    """What to say of gaps that are left."""
    gap = gaps[0]
    span = run_in_words(laid, gap)
    if fill is None:
        missing = sum(gap.stop - gap.start for gap in gaps)
        return (
            f"{laid.name}: {Count(missing, 'reading')} missing in {Count(len(gaps), 'gap')}, the "
            f"first {span}; `fill:` with `short_gaps_h` or `long_gaps` fill them"
        )
    if fill.long_gaps is not None:
        return f"{laid.name}: {span} has no like day in its month; fill it in the file"
    return (
        f"{laid.name}: {span} is missing, {laid.hours * (gap.stop - gap.start):g} h; a longer "
        "`short_gaps_h` or `long_gaps: like_days` can fill it"
    )


def run_in_words(laid: Laid, run: slice) -> str:
    """From when to when, and how many readings."""
    end = laid.index[run.stop - 1] + pd.Timedelta(laid.step)
    return _span(laid.index[run.start], end, run.stop - run.start)


def _span(start: pd.Timestamp, end: pd.Timestamp, n: int) -> Note:
    return Note(
        "{start} to {end} ({readings})",
        start=_at(start),
        end=_at(end),
        readings=Count(n, "reading"),
    )


def _at(instant: pd.Timestamp) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
