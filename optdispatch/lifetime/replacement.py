"""When worn cells are replaced by new ones.

A year counts as one of the last N if it is one of the project's final N years. Retirement is
reached when the capacity falls below `retirement_capacity`; all of it counts, of what was
installed first.
"""

from abc import ABC
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from optdispatch.nouns import Noun


class Replacement(Noun, ABC):
    """A policy. Unless a kind says otherwise, nothing is ever replaced."""

    @property
    def limit(self) -> float | None:
        """Capacity at which cells must go, if there is one."""
        return None

    @property
    def dates(self) -> tuple[int, ...]:
        """Years at whose end cells are replaced in any case."""
        return ()

    def during(self, year: int, years: int) -> float | None:
        """Capacity at which cells are replaced on the spot in a year."""
        return None

    def at_end(self, year: int, years: int, falls_below: Callable[[float], bool]) -> bool:
        """Whether cells are replaced at the end of a year.

        `falls_below` says whether the next year, without replacement, goes below a capacity.
        """
        return False


class _AtRetirement(Replacement):
    """What the policies that watch the capacity share."""

    retirement_capacity: float = Field(
        gt=0, lt=1, description="Capacity below which cells are retired, of that when new."
    )
    not_in_last_years: int = Field(
        default=0, ge=0, description="In so many last years of the project, go on with old cells."
    )

    @property
    def limit(self) -> float | None:
        """The retirement capacity."""
        return self.retirement_capacity

    def _allowed(self, year: int, years: int) -> bool:
        return year <= years - self.not_in_last_years


class YearOfCrossing(_AtRetirement):
    """In the year that the retirement capacity is crossed, on the day that it is."""

    kind: Literal["year_of_crossing"] = "year_of_crossing"

    def during(self, year: int, years: int) -> float | None:
        """See `Replacement.during`."""
        return self.retirement_capacity if self._allowed(year, years) else None


class EndOfYearBefore(_AtRetirement):
    """At the end of the year before the one in which the retirement capacity is crossed."""

    kind: Literal["end_of_year_before"] = "end_of_year_before"

    def at_end(self, year: int, years: int, falls_below: Callable[[float], bool]) -> bool:
        """See `Replacement.at_end`."""
        return self._allowed(year, years) and falls_below(self.retirement_capacity)


class InYears(Replacement):
    """At the end of given years, whatever the capacity is."""

    kind: Literal["in_years"] = "in_years"
    years: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        min_length=1, description="Years of the project, the first being 1."
    )

    @property
    def dates(self) -> tuple[int, ...]:
        """The years."""
        return self.years

    def at_end(self, year: int, years: int, falls_below: Callable[[float], bool]) -> bool:
        """See `Replacement.at_end`."""
        return year in self.years


class Never(Replacement):
    """The first cells serve to the end."""

    kind: Literal["never"] = "never"


AnyReplacement = Annotated[
    YearOfCrossing | EndOfYearBefore | InYears | Never, Field(discriminator="kind")
]
