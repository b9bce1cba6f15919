"""What a case comes to in numbers: the saving, the life of the cells, the worth of the project.

A case is dispatched, aged and appraised as `evaluate` does it, without the rules beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from optdispatch.case import Case
from optdispatch.case.revenues import revenues
from optdispatch.finance import CashFlow, Metrics, appraise
from optdispatch.lifetime import blend, years_to
from optdispatch.schedule import Schedule
from optdispatch.study.project import Life, Project, Run, without_storage
from optdispatch.study.remembered import Kept, Remembered, any_free, depends_on
from optdispatch.study.wear import with_wear

Unit = Literal["money", "rate", "years", "number"]


@dataclass(frozen=True)
class Valuation:
    """A case and what it comes to."""

    case: Case
    saving: float
    """Of the first year, on the bill. [currency]"""
    project: Project | None = None
    """None where the case has no ageing."""
    years_to_retirement: float | None = None
    """When the first cells would reach their retirement capacity, used as in year 1."""

    @property
    def cash(self) -> CashFlow | None:
        """The cash flow, where the case has economics."""
        return self.project.cash if self.project else None

    def measured(self) -> dict[str, float | None]:
        """Every measure that the case has, by its name; None: there is no such number."""
        return {name: MEASURES[name].of(self) for name in measures_of(self.case)}


@dataclass(frozen=True)
class Measure:
    """A number that a case comes to."""

    title: str
    unit: Unit
    of: Callable[[Valuation], float | None]
    needs: Callable[[Case], bool] = lambda _: True
    """Whether a case has it."""


@dataclass(frozen=True)
class Aged:
    """The life of a case's cells under its dispatch, before any money."""

    project: Project
    years_to_retirement: float | None


@dataclass(frozen=True)
class Valuer:
    """Dispatches, ages and appraises cases, and does nothing twice.

    Cells that age alike under one dispatch have one life, whatever they cost.
    """

    run: Run = field(default_factory=Remembered)
    lives: Kept[Aged] = field(default_factory=Kept)

    def __call__(self, case: Case) -> Valuation:
        """What a case comes to.

        Raises `InputError` where the case does not hold together, `Infeasible` where nothing
        serves its site.
        """
        case, _ = with_wear(case, self.run)
        best = self.run(case)
        if any_free(case) and best.proof:
            case = case.sized(best.proof.sizes)
        if case.ageing is None:
            return Valuation(case, _saved(case, best))
        aged = self.lives.found(life_key(case), lambda: _aged(case, self.run))
        yearly, economics = aged.project.yearly, case.economics
        cash = appraise(economics, yearly) if economics else None
        saving = float(sum(values[0] for values in yearly.revenue.values()))
        project = replace(aged.project, cash=cash)
        return Valuation(case, saving, project, aged.years_to_retirement)


def life_key(case: Case) -> str:
    """All that the life of a case's cells depends on, as text."""
    ageing = case.ageing.model_dump_json() if case.ageing else ""
    return f"{depends_on(case)}\n{ageing}"


def _aged(case: Case, run: Run) -> Aged:
    """The life of the cells, whatever they cost."""
    life = Life(case.model_copy(update={"economics": None}), run)
    return Aged(life.project(checks=0), _retired(life))


def _saved(case: Case, schedule: Schedule) -> float:
    """What a schedule saves and earns against the site without storage. [currency]"""
    before, after = (
        float(case.tariff.bill(s.imported_kw, s.horizon, s.exported_kw, case.connection).total)
        - sum(revenues(case, s).values())
        for s in (without_storage(case), schedule)
    )
    return before - after


def _retired(life: Life) -> float | None:
    """See `Valuation.years_to_retirement`; None also where no capacity is given."""
    limit = life.ageing.replacement.limit
    if limit is None:
        return None
    days = blend((weight, year.days) for weight, year in life.response.parts(1.0))
    return years_to(life.ageing.law, days, limit)


def _of_cells(title: str, unit: Unit, of: Callable[[Project], float | None]) -> Measure:
    """A measure of the cells' life."""
    return Measure(title, unit, lambda v: of(v.project) if v.project else None, _has_cells)


def _of_money(title: str, unit: Unit, of: Callable[[Metrics], float | None]) -> Measure:
    """A measure of the cash flow."""
    return Measure(title, unit, lambda v: of(v.cash.metrics) if v.cash else None, _has_money)


def _has_cells(case: Case) -> bool:
    return case.ageing is not None


def _has_money(case: Case) -> bool:
    return case.economics is not None


def measures_of(case: Case) -> tuple[str, ...]:
    """Names of the measures that a case has."""
    return tuple(name for name, measure in MEASURES.items() if measure.needs(case))


MEASURES: Mapping[str, Measure] = {
    "saving_year_1": Measure("saving of year 1", "money", lambda v: v.saving),
    "npv_before_tax": _of_money("NPV before tax", "money", lambda m: m.project_before_tax.npv),
    "npv_after_tax": _of_money("NPV after tax", "money", lambda m: m.project_after_tax.npv),
    "irr_before_tax": _of_money("IRR before tax", "rate", lambda m: m.project_before_tax.irr),
    "irr_after_tax": _of_money("IRR after tax", "rate", lambda m: m.project_after_tax.irr),
    "payback_before_tax_years": _of_money(
        "payback before tax", "years", lambda m: m.project_before_tax.payback_years
    ),
    "payback_after_tax_years": _of_money(
        "payback after tax", "years", lambda m: m.project_after_tax.payback_years
    ),
    "equity_npv_after_tax": _of_money(
        "equity NPV after tax", "money", lambda m: m.equity_after_tax.npv
    ),
    "equity_irr_before_tax": _of_money(
        "equity IRR before tax", "rate", lambda m: m.equity_before_tax.irr
    ),
    "equity_irr_after_tax": _of_money(
        "equity IRR after tax", "rate", lambda m: m.equity_after_tax.irr
    ),
    "lcos_per_kwh": _of_money("LCOS per kWh", "number", lambda m: m.lcos_per_kwh),
    "least_dscr": _of_money("least DSCR", "number", lambda m: m.least_dscr),
    "cycles_year_1": _of_cells("cycles in year 1", "number", lambda p: float(p.lifetime.cycles[0])),
    "years_to_retirement": Measure(
        "years to retirement", "years", lambda v: v.years_to_retirement, _has_cells
    ),
    "replacements": _of_cells(
        "replacements", "number", lambda p: float(len(p.lifetime.replacement_years))
    ),
    "first_replacement_year": _of_cells(
        "first replacement, in or at the end of year",
        "number",
        lambda p: next(map(float, p.lifetime.replacement_years), None),
    ),
}
"""Every number by the name that it has in tables. Rates are fractions, money is in the currency."""
