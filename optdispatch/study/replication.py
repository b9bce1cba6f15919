"""Replication: what a published study prints, beside what its cases come to here.

A file on the shelf `models/replications` holds the printed numbers, each with its place, the
cases that stand for them, and words on what cannot be met and why. Cases run as any case does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

import numpy as np
from pydantic import Field, ValidationInfo, field_validator, model_validator

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.errors import InputError
from optdispatch.finance import Worth
from optdispatch.finance.metrics import worth
from optdispatch.nouns import Noun, nearest
from optdispatch.study.axis import Axis
from optdispatch.study.valuation import MEASURES, Unit, Valuation, Valuer

SHELF = "models/replications"
PRICE = "price of "
"""Begins a measure that is the price of a period of the tariff."""
Progress: TypeAlias = Callable[[str], None]
Printed: TypeAlias = float | Literal["none"] | None
Factor = Annotated[float, Field(gt=0, le=1000)]


class Moved(Noun):
    """Levers and fields of a case that are otherwise."""

    levers: dict[str, Factor] = Field(default={}, description="Lever to the factor it moves by.")
    fields: dict[str, Any] = Field(default={}, description="Path to the value that it becomes.")

    def moved(self, case: Case) -> Case:
        """The case, its fields set and then its levers moved.

        Raises `InputError` where it cannot be.
        """
        case = changed(case, self.fields)
        for name, factor in self.levers.items():
            (move,) = Axis.of({"lever": name, "factors": [factor]}, name).moves(case)
            case = move.of(case)
        return case


class Scenario(Moved):
    """A case of the study."""

    case: str = Field(description="Name in models/cases, or a path from this file's folder.")

    @field_validator("case")
    @classmethod
    def _from_here(cls, case: str, info: ValidationInfo) -> str:
        is_path = case.endswith((".yaml", ".yml"))
        folder = (info.context or {}).get("folder") or Path()
        return str(folder / case) if is_path else case


class Reading(Moved):
    """One way to take what the study does not say; it is laid over every scenario."""

    statement: Literal["project", "interest_only"] = Field(
        default="project",
        description="Whose flows are measured. interest_only: the project's less the interest of "
        "the loan, taxed as without it; no statement that a textbook knows.",
    )


class Row(Noun):
    """A printed number, and the measure that is ours."""

    what: str = Field(description="In words.")
    scenario: str = Field(description="Name of the scenario.")
    measure: str = Field(description="Name of a measure, or `price of PERIOD`.")
    printed: Printed = Field(
        default=None,
        description="As printed, a rate as a fraction; none: never. Null: not printed.",
    )
    place: str = Field(default="", description="Where in the study.")

    @model_validator(mode="after")
    def _is_placed(self) -> Self:
        known = (*MEASURES, f"{PRICE}PERIOD")
        if self.measure not in MEASURES and not self.measure.startswith(PRICE):
            raise ValueError(f"no measure {self.measure!r}; {nearest(self.measure, known)}")
        if self.printed is not None and not self.place:
            raise ValueError(f"{self.what}: a printed number needs its place")
        return self

    @property
    def unit(self) -> Unit:
        """Of the measure."""
        return MEASURES[self.measure].unit if self.measure in MEASURES else "number"


class Section(Noun):
    """A part of the page: words, and a table."""

    title: str = Field(description="Its heading.")
    text: str = Field(default="", description="Paragraphs, in Markdown.")
    readings: tuple[str, ...] = Field(default=(), description="Columns of the table.")
    rows: tuple[Row, ...] = Field(default=(), description="Rows of the table.")


class Replication(Noun):
    """A study, its cases, and its printed numbers."""

    name: str = Field(description="What it is called in the catalogue.")
    title: str = Field(description="Heading of the page.")
    source: str = Field(description="The study.")
    text: str = Field(description="What the reader has before them, in Markdown.")
    scenarios: dict[str, Scenario] = Field(description="Name to case.")
    readings: dict[str, Reading] = Field(description="Name to what is taken so.")
    sections: tuple[Section, ...] = Field(min_length=1, description="The parts of the page.")

    @classmethod
    def load(cls, name: str) -> Self:
        """Read a replication by its name in the catalogue, or from a `.yaml` file."""
        is_path = name.endswith((".yaml", ".yml"))
        context = {"folder": Path(name).parent} if is_path else {}
        return cls.of(catalog.read(SHELF, name), name, context)

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        for section in self.sections:
            if section.rows and not section.readings:
                raise ValueError(f"{section.title!r} has rows, but names no reading for a column")
            for name in section.readings:
                if name not in self.readings:
                    raise ValueError(f"no reading {name!r}; {nearest(name, self.readings)}")
            for row in section.rows:
                if row.scenario not in self.scenarios:
                    near = nearest(row.scenario, self.scenarios)
                    raise ValueError(f"{row.what}: no scenario {row.scenario!r}; {near}")
        return self


@dataclass(frozen=True)
class Result:
    """A row, and what it comes to under each reading of its section."""

    row: Row
    ours: tuple[float | None, ...]
    """None: there is no such number, such as a payback that never comes."""

    @property
    def residual(self) -> float | None:
        """Ours less the printed, under the first reading; None where one is no number."""
        ours, printed = self.ours[0], self.row.printed
        return ours - printed if ours is not None and isinstance(printed, float) else None

    @property
    def agrees_on_none(self) -> bool:
        """Whether both say that there is no such number."""
        return self.row.printed == "none" and self.ours[0] is None


@dataclass(frozen=True)
class Replicated:
    """A replication, and the results of each section in turn."""

    replication: Replication
    results: tuple[tuple[Result, ...], ...]


def replicate(
    replication: Replication, progress: Progress = lambda _: None, value: Valuer | None = None
) -> Replicated:
    """Run every case of a replication that a row asks for.

    Raises `InputError` where a case cannot be moved as the file says.
    """
    value = value or Valuer()
    found: dict[tuple[str, str], Valuation] = {}
    cases = {terms.case: Case.load(terms.case) for terms in replication.scenarios.values()}
    asked = [
        (row.scenario, name) for s in replication.sections for row in s.rows for name in s.readings
    ]
    for scenario, reading in dict.fromkeys(asked):
        progress(f"{scenario}, {reading}")
        terms = replication.scenarios[scenario]
        _ = cases[terms.case].horizon  # worked out once, and kept by cases that have the same
        case = replication.readings[reading].moved(cases[terms.case])
        found[scenario, reading] = value(terms.moved(case))
    results = [
        tuple(_result(replication, row, section.readings, found) for row in section.rows)
        for section in replication.sections
    ]
    return Replicated(replication, tuple(results))


def _result(
    replication: Replication,
    row: Row,
    readings: tuple[str, ...],
    found: Mapping[tuple[str, str], Valuation],
) -> Result:
    ours = tuple(
        _measured(found[row.scenario, name], row.measure, replication.readings[name].statement)
        for name in readings
    )
    return Result(row, ours)


def _measured(valuation: Valuation, measure: str, statement: str) -> float | None:
    """A measure of a valuation, by the statement that is asked for."""
    if measure.startswith(PRICE):
        return _price(valuation.case, measure.removeprefix(PRICE))
    if statement == "interest_only" and (of := INTEREST_ONLY.get(measure)):
        return of(valuation)
    measured = valuation.measured()
    if measure not in measured:
        raise InputError(f"{valuation.case.name} has no {measure}: it lacks ageing or economics")
    return measured[measure]


def _price(case: Case, period: str) -> float:
    """Price of a kWh in a period; its mean, where the price differs from month to month."""
    horizon = case.horizon
    shares = case.tariff.use(np.zeros(len(horizon)), horizon).shares
    if period not in shares:
        raise InputError(f"{case.name}: no period {period!r}; {nearest(period, shares)}")
    bought, _ = case.tariff.marginal(horizon)
    return float(bought[shares[period] >= 1].mean())


def _interest_only(valuation: Valuation, *, taxed: bool) -> Worth:
    """Worth of the project's flow less the interest, its tax as without a loan.

    Raises `InputError` for a case without economics.
    """
    cash, economics = valuation.cash, valuation.case.economics
    if cash is None or economics is None:
        raise InputError(f"{valuation.case.name} has no cash flow: it lacks ageing or economics")
    flow = cash.project.after_tax if taxed else cash.project.before_tax
    paid = cash.equity.lines["interest"]
    return worth(flow + paid, economics.discount_rate, economics.payback)


INTEREST_ONLY: Mapping[str, Callable[[Valuation], float | None]] = {
    "irr_before_tax": lambda v: _interest_only(v, taxed=False).irr,
    "irr_after_tax": lambda v: _interest_only(v, taxed=True).irr,
    "payback_before_tax_years": lambda v: _interest_only(v, taxed=False).payback_years,
    "payback_after_tax_years": lambda v: _interest_only(v, taxed=True).payback_years,
}
"""Measures that the statement of interest only has of its own."""
