"""The cells of a battery: cohorts of an age, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from optdispatch.lifetime.daytype import FloatArray
from optdispatch.lifetime.law import Law, Rate, path


@dataclass(frozen=True, eq=False)
class Cohort:
    """Cells that were installed together."""

    kwh: float
    """Capacity when new. [kWh]"""
    damage: FloatArray
    """See `law`; shape (mechanisms,)."""
    age: float = 0.0
    """[a]"""


@dataclass(frozen=True, eq=False)
class Bank:
    """Cohorts under one law, oldest first; all see the same states of charge."""

    law: Law
    cohorts: tuple[Cohort, ...]

    @classmethod
    def new(cls, law: Law, kwh: float) -> "Bank":
        """Cells that were never used."""
        return cls(law, (Cohort(kwh, law.new()),))

    @property
    def kwh(self) -> float:
        """Capacity left. [kWh]"""
        return sum(cohort.kwh * self.law.capacity(cohort.damage) for cohort in self.cohorts)

    @property
    def age(self) -> float:
        """Mean age of the cells. [a]"""
        kwh = sum(cohort.kwh for cohort in self.cohorts)
        return sum(cohort.kwh * cohort.age for cohort in self.cohorts) / kwh

    @property
    def oldest(self) -> Cohort:
        """The cells that were installed first."""
        return self.cohorts[0]

    def add(self, kwh: float) -> "Bank":
        """Put new cells beside the old ones."""
        return replace(self, cohorts=(*self.cohorts, Cohort(kwh, self.law.new())))

    def path(self, rate: Rate, years: float) -> Iterator["Bank"]:
        """The bank after each of the equal steps that `law.path` takes."""
        paths = [path(self.law, rate, cohort.damage, years) for cohort in self.cohorts]
        steps = list(zip(*paths, strict=True))
        for n, damages in enumerate(steps, start=1):
            age = years * n / len(steps)
            yield replace(
                self,
                cohorts=tuple(
                    replace(cohort, damage=damage, age=cohort.age + age)
                    for cohort, damage in zip(self.cohorts, damages, strict=True)
                ),
            )

    def after(self, rate: Rate, years: float) -> "Bank":
        """The bank after some years at one rate."""
        bank = self
        for later in self.path(rate, years):
            bank = later
        return bank
