"""Demand that past months keep high.

    R[m] = max_s max_{k ∈ past(m)} share_s · D[k]                              (R1)
    past(m) = the n months before m, of those months of the year that s looks back on

Share s applies in some months of the year and looks back on some. D[k] of a month before the
horizon is history, where that is given; else the year is taken to repeat itself, and it is
D of the same month of the year. In a month whose own demand does not count in full, the
month is one of its own past.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field, NonNegativeFloat, StringConstraints

from optdispatch.errors import InputError
from optdispatch.nouns import MONTH, Noun
from optdispatch.tariff.charge import EVERY_MONTH
from optdispatch.windows import Month

MonthName = Annotated[str, StringConstraints(pattern=MONTH)]


class Share(Noun):
    """A share of past demand that is billed at least."""

    share: float = Field(gt=0, le=1, description="Share of the past demand, such as 0.75.")
    of_months: tuple[Month, ...] = Field(
        default=EVERY_MONTH, description="Months of the year that are looked back on."
    )
    in_months: tuple[Month, ...] = Field(
        default=EVERY_MONTH, description="Months of the year in which it is billed."
    )


class Ratchet(Noun):
    """Shares of past demand, and how far back the past reaches."""

    shares: tuple[Share, ...] = Field(min_length=1, description="Each is billed at least.")
    previous_months: int = Field(
        default=11, ge=1, le=36, description="How many months before the billed one are the past."
    )
    actual_in_months: tuple[Month, ...] = Field(
        default=EVERY_MONTH,
        description="Months whose own demand counts in full; in others, only at its share.",
    )
    history_kw: dict[MonthName, NonNegativeFloat] | None = Field(
        default=None,
        description="Demand of months before the horizon: '2024-12': 480; absent: years repeat.",
    )

    def past(self, numbers: Sequence[int], i: int) -> Iterator[tuple[float, int | float]]:
        """Shares of (R1) for month i, each with the index of its month, or with its history.

        Raises `InputError` for a month that is neither planned nor known.
        """
        month, n = numbers[i] % 12 + 1, numbers[i]
        own = () if month in self.actual_in_months else (n,)
        for number in (*own, *range(n - 1, n - 1 - self.previous_months, -1)):
            shares = [
                s.share
                for s in self.shares
                if month in s.in_months and number % 12 + 1 in s.of_months
            ]
            if shares:
                yield max(shares), self._demand(number, numbers)

    def _demand(self, number: int, numbers: Sequence[int]) -> int | float:
        """Index of a month in the horizon, as an int, or its history in kW, as a float."""
        if number in numbers:
            return numbers.index(number)
        name = f"{number // 12}-{number % 12 + 1:02d}"
        if self.history_kw is not None:
            if name not in self.history_kw:
                raise InputError(f"the ratchet looks back to {name}, which history_kw lacks")
            return float(self.history_kw[name])
        alike = [i for i, n in enumerate(numbers) if n % 12 == number % 12]
        if not alike:
            raise InputError(
                f"the ratchet looks back to {name}, which is not planned; give history_kw"
            )
        return alike[-1]
