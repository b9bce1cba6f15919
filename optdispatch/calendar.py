"""What kind of day a date is: a workday, a rest day or a holiday.

A calendar has a name. `alike` takes every day for a workday; `weekends` knows Saturdays and
Sundays and no holiday, as tariffs have it that ignore them; a name on the shelf
`models/calendars` is a file of holiday blocks and make-up workdays; any other name is a
country or a part of one (`DE`, `US-CA`), whose public holidays the package `holidays` knows.
A year that a calendar does not know is an error, never a guess.
"""

from abc import ABC, abstractmethod
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, model_validator

from optdispatch import catalog
from optdispatch.errors import CatalogError, InputError
from optdispatch.nouns import Noun, nearest

DayKind = Literal["workday", "rest day", "holiday"]
DAY_KINDS: tuple[DayKind, ...] = ("workday", "rest day", "holiday")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Holiday(NamedTuple):
    """The holiday that a date belongs to."""

    name: str
    day: int
    """1 on the first day of its block."""


class Calendar(ABC):
    """Days and their kinds."""

    name: str

    @abstractmethod
    def holiday(self, day: date) -> Holiday | None:
        """The holiday block that a date lies in."""

    @abstractmethod
    def is_rest(self, day: date) -> bool:
        """Whether a date that is no holiday is a day of rest."""

    def kind(self, day: date) -> DayKind:
        """Kind of a date.

        Raises `InputError` for a year that the calendar does not know.

        >>> calendar("china").kind(date(2026, 2, 14))  # a Saturday that is worked
        'workday'
        """
        if self.holiday(day):
            return "holiday"
        return "rest day" if self.is_rest(day) else "workday"


class Alike(Calendar):
    """Every day a workday, as in studies that have no calendar."""

    name = "alike"

    def holiday(self, day: date) -> Holiday | None:
        """None, ever."""
        return None

    def is_rest(self, day: date) -> bool:
        """Never."""
        return False


class Weekends(Alike):
    """Saturdays and Sundays are rest days, and there are no holidays."""

    name = "weekends"

    def is_rest(self, day: date) -> bool:
        """On Saturdays and Sundays."""
        return day.weekday() >= 5


class Block(Noun):
    """A run of holidays, from `first` to `last`."""

    name: str
    first: date
    last: date

    @model_validator(mode="after")
    def _runs_forward(self) -> "Block":
        if self.last < self.first:
            raise ValueError(f"{self.name} ends {self.last}, before it begins")
        return self


class Year(Noun):
    """One year's holidays, and the days of rest that are worked instead."""

    blocks: tuple[Block, ...]
    workdays: tuple[date, ...] = ()


class Announced(Noun):
    """Holidays as a government announces them, year by year."""

    name: str
    source: str
    weekend: tuple[Weekday, ...] = ("saturday", "sunday")
    years: dict[int, Year]


class AnnouncedCalendar(Calendar):
    """A calendar made from a file of announced holidays."""

    def __init__(self, announced: Announced) -> None:
        self.name = announced.name
        self._announced = announced

    @cached_property
    def _holidays(self) -> dict[date, Holiday]:
        return {
            block.first + timedelta(days=n): Holiday(block.name, n + 1)
            for year in self._announced.years.values()
            for block in year.blocks
            for n in range((block.last - block.first).days + 1)
        }

    def _year(self, day: date) -> Year:
        years = self._announced.years
        if day.year not in years:
            known = f"{min(years)}–{max(years)}"
            raise InputError(f"calendar {self.name!r} knows {known}, not {day.year}")
        return years[day.year]

    def holiday(self, day: date) -> Holiday | None:
        """The announced block that a date lies in."""
        self._year(day)
        return self._holidays.get(day)

    def is_rest(self, day: date) -> bool:
        """A weekend day that is not worked instead."""
        weekend = WEEKDAYS[day.weekday()] in self._announced.weekend
        return weekend and day not in self._year(day).workdays


class PublicHolidays(Calendar):
    """A country's public holidays, from the package `holidays`."""

    def __init__(self, name: str) -> None:
        import holidays  # noqa: PLC0415 - only for those who ask for a country

        country, _, part = name.partition("-")
        try:
            self._days = holidays.country_holidays(country, subdiv=part or None)
        except NotImplementedError:
            shelf = (*catalog.names("models/calendars"), "alike", "weekends")
            raise CatalogError(
                f"no calendar {name!r}; {nearest(name, shelf)}, or a country such as DE or US-CA"
            ) from None
        self.name = name

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday on a date; each is a block of one day."""
        if not self._days.start_year <= day.year <= self._days.end_year:
            raise InputError(f"calendar {self.name!r} does not know {day.year}")
        name = self._days.get(day)
        return Holiday(name, 1) if name else None

    def is_rest(self, day: date) -> bool:
        """A day of the country's weekend."""
        return day.weekday() in self._days.weekend


@cache
def calendar(name: str) -> Calendar:
    """Find a calendar by its name.

    Raises `CatalogError` for a name that is none of these.

    >>> calendar("DE").kind(date(2016, 10, 3))
    'holiday'
    """
    if name in {"alike", "weekends"}:
        return Alike() if name == "alike" else Weekends()
    if name in catalog.names("models/calendars"):
        return AnnouncedCalendar(Announced.of(catalog.read("models/calendars", name), name))
    return PublicHolidays(name)


def _known(name: str) -> str:
    try:
        calendar(name)
    except InputError as error:
        raise ValueError(str(error)) from None
    return name


CalendarName = Annotated[str, AfterValidator(_known)]
"""A field that names a calendar there is."""
