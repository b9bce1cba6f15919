"""The readings of a meter, in a file."""

from datetime import date, timedelta, tzinfo
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field, ValidationInfo, field_validator

from optdispatch import catalog
from optdispatch.calendar import Calendar
from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, Horizon
from optdispatch.meter.alignment import StandsFor
from optdispatch.meter.cleaning import Fill, Keep, Mended, mend, whole
from optdispatch.meter.grid import SUFFIXES
from optdispatch.meter.profile import Profile
from optdispatch.meter.readings import Readings
from optdispatch.meter.readout import Readout, read_out
from optdispatch.meter.rows import Choice
from optdispatch.meter.slots import Stamp
from optdispatch.meter.stamps import clock_changes, time_zone
from optdispatch.meter.table import Table, read_table
from optdispatch.meter.units import Unit
from optdispatch.nouns import NamesFile, nearest


class MeterFile(Profile):
    """The readings of a meter, in a CSV or Excel file."""

    file: Annotated[str, NamesFile()] = Field(
        description="A .csv or .xlsx, relative to the file that names it, or in the catalogue."
    )
    sheet: str | None = Field(
        default=None, description="The sheet of a workbook, if not the only one with dates in it."
    )
    column: str | None = Field(
        default=None,
        description="The column of readings, if it is not the only one of active power or energy.",
    )
    time_column: str | None = Field(
        default=None, description="The column of times or of dates, if it is not the only one."
    )
    meter: str | tuple[str, ...] | None = Field(
        default=None,
        description="The number of the meter, or several to be added up, where a file holds more "
        "than one; `sum` adds up all.",
    )
    meter_column: str | None = Field(
        default=None, description="The column that tells meters apart, if not titled such as 户号."
    )
    quantity: str | None = Field(
        default=None,
        description="The kind of reading, where a column such as 数据类型 says several; the one of "
        "active power, if left out.",
    )
    unit: Unit | None = Field(
        default=None, description="Of the readings; the one that the file names, else kW."
    )
    scale: float | None = Field(
        default=None,
        description="Factor on the readings, such as a transformer ratio; what a column such as "
        "倍率 says, if left out, else 1.",
    )
    stamp: Stamp | None = Field(
        default=None,
        description="Which end of its interval a time is; what the file shows, if left out, else "
        "the start.",
    )
    time_zone: str | None = Field(
        default=None,
        description="The meter's clock: Europe/Berlin, or UTC+01:00; the horizon's, if left out.",
    )
    repeated: Keep | None = Field(
        default=None,
        description="Of several readings at one time, which to keep; else they are errors.",
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

    @field_validator("meter", mode="before")
    @classmethod
    def _by_number(cls, meter: Any) -> Any:
        """A meter's number need not stand in quotes."""
        if isinstance(meter, (list, tuple)):
            return tuple(cls._by_number(number) for number in meter)
        return str(meter) if isinstance(meter, int) and not isinstance(meter, bool) else meter

    @field_validator("scale")
    @classmethod
    def _is_a_factor(cls, scale: float | None) -> float | None:
        if scale == 0:
            raise ValueError("should not be 0")
        return scale

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
        readings = self._standing(zone, horizon.calendar)
        if day := readings.lacks(horizon):
            raise MeterError(f"{self.name}: {readings.covers()}; {self._needed(day)}")
        return readings.on(horizon)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file was read, what was filled, and which year stands for which."""
        said = self.readout.notes
        if not self._needs_a_clock:
            return said
        zone = self._clock(None)
        aligned = (self.stands_for.note(self.readings(zone)),) if self.stands_for else ()
        return aligned + said + self.mended(zone).notes

    def readings(self, zone: tzinfo) -> Readings:
        """The readings as they were measured; `zone` is the clock, if the case says none.

        Raises `MeterError` for a file that cannot be used as it stands.

        >>> pv = MeterFile(file="meters/pv-2016-15min.csv", time_zone="Europe/Berlin")
        >>> len(pv.readings(time_zone("UTC")).series)
        35136
        """
        return whole(self.mended(self._clock(zone)).laid, self.fill)

    def mended(self, zone: tzinfo) -> Mended:
        """The readings on a clock with what was told done, and no more."""
        if zone not in self._mended:
            settled = self.readout.laid(zone, self.repeated)
            filled = mend(settled.laid, self.fill)
            self._mended[zone] = Mended(filled.laid, settled.changes + filled.changes)
        return self._mended[zone]

    @property
    def name(self) -> str:
        """What to call the file in messages."""
        return Path(self.file).name if Path(self.file).is_absolute() else self.file

    @property
    def choice(self) -> Choice:
        """What is said of the rows and columns."""
        return Choice(self.column, self.time_column, self.meter, self.meter_column, self.quantity)

    @cached_property
    def table(self) -> Table:
        """The file's cells: a file is read once."""
        source = Path(self.file) if Path(self.file).is_absolute() else _shipped(self.file)
        return read_table(source, self.name, self.sheet)

    @cached_property
    def readout(self) -> Readout:
        """What the file says."""
        return read_out(self.table, self.choice, self.stamp, self.unit, self.scale)

    @property
    def _needs_a_clock(self) -> bool:
        return bool(self.fill or self.stands_for or self.repeated)

    def _clock(self, horizon_zone: tzinfo | None) -> tzinfo:
        """The meter's zone. It is not guessed where the result would hang on the guess."""
        if self.time_zone is not None:
            return time_zone(self.time_zone)
        stamps = self.readout.columns[0].stamps
        zone = horizon_zone or time_zone("UTC")
        changes = clock_changes(zone, set(stamps.wall.year.tolist()))
        if self._needs_a_clock and (changes or not stamps.is_naive):
            raise MeterError(
                f"{self.name}: `fill`, `repeated` and `stands_for` need the meter's clock; "
                "say its `time_zone:`, such as Asia/Shanghai, or UTC+08:00 if it never changes"
            )
        return zone

    @cached_property
    def _covered(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first and the last time that is written, by the clock on the wall."""
        wall = self.readout.columns[0].stamps.wall
        return wall.min(), wall.max()

    def _reaches(self, horizon: Horizon) -> None:
        """Say that the year is another before anything else is said of the readings."""
        days = sorted(day for ring in horizon.rings for day in ring.days or (ring.start.date(),))
        first, last = self._covered
        for day, beyond in ((days[0], first.date() - days[0]), (days[-1], days[-1] - last.date())):
            if self.stands_for is None and beyond > timedelta(days=1):
                covers = f"readings go from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
                raise MeterError(f"{self.name}: {covers}; {self._needed(day)}")

    def _needed(self, day: date) -> str:
        if self.stands_for:
            return f"they stand for {self.stands_for.year}, and the horizon needs {day}"
        hint = f"say `stands_for: {{year: {day.year}}}` if they stand for it"
        return f"the horizon needs {day}; {hint}"

    def _standing(self, zone: tzinfo, days: Calendar) -> Readings:
        """The readings, standing for another year where they are told to."""
        if self.stands_for is None:
            return self.readings(zone)
        if (zone, days) not in self._aligned:
            self._aligned[zone, days] = self.stands_for.align_to(self.readings(zone), zone, days)
        return self._aligned[zone, days]

    @cached_property
    def _aligned(self) -> dict[tuple[tzinfo, Calendar], Readings]:
        """What was aligned, by zone and calendar."""
        return {}

    @cached_property
    def _mended(self) -> dict[tzinfo, Mended]:
        """What was read, by zone."""
        return {}


def _shipped(file: str) -> Traversable:
    return catalog.root() / "models" / file
