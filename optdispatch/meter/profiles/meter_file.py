"""The readings of a meter, in a file."""

from collections.abc import Mapping
from datetime import date, timedelta, tzinfo
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import ClassVar, Literal

import pandas as pd
from pydantic import Field, ValidationInfo, field_validator

from optdispatch import catalog
from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter.alignment import StandsFor
from optdispatch.meter.cleaning import Cleaned, Fill, clean
from optdispatch.meter.long_table import Column, read_long
from optdispatch.meter.profile import Profile
from optdispatch.meter.readings import Readings
from optdispatch.meter.stamps import clock_changes, time_zone
from optdispatch.meter.table import SUFFIXES, read_table
from optdispatch.nouns import nearest

Unit = Literal["kW", "kWh", "MW", "W"]
UNITS: dict[str, Unit] = {"kw": "kW", "kwh": "kWh", "mw": "MW", "w": "W"}
KW_PER_UNIT: Mapping[Unit, float] = {"kW": 1.0, "kWh": 1.0, "MW": 1000.0, "W": 0.001}
"""kWh are then divided by the hours of a step."""
LIMIT_KW = 1e9
"""More than any grid carries."""


class MeterFile(Profile):
    """The readings of a meter, in a CSV or Excel file."""

    key: ClassVar[str] = "file"

    file: str = Field(
        description="A .csv or .xlsx, relative to the file that names it, or in the catalogue."
    )
    column: str | None = Field(
        default=None, description="The column of readings, if it is not the only one of numbers."
    )
    time_column: str | None = Field(
        default=None, description="The column of times, if it is not the only one."
    )
    unit: Unit | None = Field(
        default=None, description="Of the readings; the one in the column's name, else kW."
    )
    scale: float = Field(
        default=1.0, description="Factor on the readings, such as a transformer ratio."
    )
    stamp: Literal["start", "end"] = Field(
        default="start", description="Which end of its interval a time stands for."
    )
    time_zone: str | None = Field(
        default=None,
        description="The meter's clock: Europe/Berlin, or UTC+01:00; the horizon's, if left out.",
    )
    fill: Fill | None = Field(default=None, description="How to fill gaps; else they are errors.")
    stands_for: StandsFor | None = Field(
        default=None, description="The year that the readings stand for, if not their own."
    )

    @field_validator("file")
    @classmethod
    def _find(cls, file: str, info: ValidationInfo) -> str:
        path = Path((info.context or {}).get("folder") or Path()) / file
        try:
            if path.is_file():
                return str(path.resolve())
            if ".." not in file and not Path(file).is_absolute() and _shipped(file).is_file():
                return file
            beside = list(path.parent.iterdir()) if path.parent.is_dir() else []
        except OSError as error:
            raise ValueError(f"{file[:60]!r}: {error.strerror}") from None
        there = [str(Path(file).parent / p.name) for p in beside if p.suffix.lower() in SUFFIXES]
        shelf = [f"meters/{entry.name}" for entry in _shipped("meters").iterdir()]
        known = there + [name for name in shelf if name.endswith(SUFFIXES)]
        raise ValueError(f"no file {file!r}; {nearest(file, known)}")

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                time_zone(name)
            except MeterError as error:
                raise ValueError(str(error)) from None
        return name

    def power_kw(self, horizon: Horizon) -> FloatArray:
        """The readings on each period, shape (T,). [kW]

        Raises `MeterError` for a file that does not hold what the horizon needs.
        """
        zone = horizon.index.tz
        assert zone is not None  # noqa: S101 - a ring's start has a zone
        self._reaches(horizon)
        readings = self.readings(zone)
        if self.stands_for:
            readings = self.stands_for.align_to(readings, zone, horizon.calendar)
        if day := readings.lacks(horizon):
            raise MeterError(f"{self._name}: {readings.covers()}; {self._needed(day)}")
        return readings.on(horizon)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was filled, and which year stands for which."""
        if not self._needs_a_clock:
            return ()
        cleaned = self._clean(self._clock(None))
        aligned = (self.stands_for.note(cleaned.readings),) if self.stands_for else ()
        return aligned + cleaned.notes

    def readings(self, zone: tzinfo) -> Readings:
        """The readings as they were measured; `zone` is the clock, if the case says none.

        Raises `MeterError` for a file that cannot be used as it stands.

        >>> pv = MeterFile(file="meters/pv-2016-15min.csv", time_zone="Europe/Berlin")
        >>> len(pv.readings(time_zone("UTC")).series)
        35136
        """
        return self._clean(self._clock(zone)).readings

    @property
    def _name(self) -> str:
        return Path(self.file).name if Path(self.file).is_absolute() else self.file

    @property
    def _needs_a_clock(self) -> bool:
        return self.fill is not None or self.stands_for is not None

    def _clock(self, horizon_zone: tzinfo | None) -> tzinfo:
        """The meter's zone. It is not guessed where the result would hang on the guess."""
        if self.time_zone is not None:
            return time_zone(self.time_zone)
        stamps = self._column.stamps
        zone = horizon_zone or time_zone("UTC")
        changes = clock_changes(zone, set(stamps.wall.year.tolist()))
        if self._needs_a_clock and (changes or not stamps.is_naive):
            raise MeterError(
                f"{self._name}: `fill` and `stands_for` need the meter's clock; "
                "say its `time_zone:`, such as Asia/Shanghai, or UTC+08:00 if it never changes"
            )
        return zone

    def _reaches(self, horizon: Horizon) -> None:
        """Say that the year is another before anything else is said of the readings."""
        days = sorted(day for ring in horizon.rings for day in ring.days or (ring.start.date(),))
        first, last = self._column.stamps.wall.min(), self._column.stamps.wall.max()
        for day, beyond in ((days[0], first.date() - days[0]), (days[-1], days[-1] - last.date())):
            if self.stands_for is None and beyond > timedelta(days=1):
                covers = f"readings go from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
                raise MeterError(f"{self._name}: {covers}; {self._needed(day)}")

    def _needed(self, day: date) -> str:
        if self.stands_for:
            return f"they stand for {self.stands_for.year}, and the horizon needs {day}"
        hint = f"say `stands_for: {{year: {day.year}}}` if they stand for it"
        return f"the horizon needs {day}; {hint}"

    def _clean(self, zone: tzinfo) -> Cleaned:
        if zone not in self._cleaned:
            cleaned = clean(self._column, zone, self.stamp, self.fill)
            readings = cleaned.readings
            power = readings.series * self._kw_per_reading(readings)
            if (highest := float(power.abs().max())) > LIMIT_KW:
                raise MeterError(
                    f"{self._name}: a reading is {highest:g} kW; check it, `unit:` and `scale:`"
                )
            made = Readings(power, readings.step, readings.name)
            self._cleaned[zone] = Cleaned(made, cleaned.notes)
        return self._cleaned[zone]

    def _kw_per_reading(self, readings: Readings) -> float:
        unit = self.unit
        if unit is None:
            named = self._column.units or {"kw"}
            if len(named) > 1 or not named <= UNITS.keys():
                names = " or ".join(sorted(named))
                raise MeterError(
                    f"{self._name}: column {self._column.title!r} is in {names}; "
                    "say `unit:` kW, kWh, MW or W, and `scale:` if need be"
                )
            unit = UNITS[next(iter(named))]
        hours = readings.step / pd.Timedelta(hours=1) if unit == "kWh" else 1.0
        return self.scale * KW_PER_UNIT[unit] / hours

    @cached_property
    def _column(self) -> Column:
        path = Path(self.file)
        source = path if path.is_absolute() else _shipped(self.file)
        return read_long(read_table(source, self._name), self.column, self.time_column)

    @cached_property
    def _cleaned(self) -> dict[tzinfo, Cleaned]:
        """What was read, by zone: a file is read once."""
        return {}


def _shipped(file: str) -> Traversable:
    return catalog.root() / "models" / file
