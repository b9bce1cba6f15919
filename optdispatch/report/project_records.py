"""The parts of `outcome.json` that say what a project becomes."""

from pydantic import Field

from optdispatch.finance import CashFlow, Worth
from optdispatch.report.projects import worths
from optdispatch.report.records import Currency, Record
from optdispatch.study import Outcome
from optdispatch.study.project import Project


class WorthRecord(Record):
    """What one flow is worth."""

    npv: Currency = Field(description="Present value at the case's rate.")
    irrs: list[float] = Field(description="Every internal rate of return, rising; often one.")
    static_payback_years: float | None = Field(description="Undiscounted; null: never.")
    discounted_payback_years: float | None = Field(description="Discounted; null: never.")


class MoneyRecord(Record):
    """The cash flow, and what it is worth."""

    lines: dict[str, list[Currency]] = Field(
        description="Every line of every statement, years 0 to N; money in is above zero."
    )
    worth: dict[str, WorthRecord] = Field(description="Of project, equity and each party.")
    roi: float | None = Field(description="Mean profit before interest and tax over capital cost.")
    lcos_per_kwh: float | None = Field(description="Levelised cost of a kWh discharged.")
    lcos_with_charging_per_kwh: float | None = Field(description="With what charging costs.")
    benefit_cost_ratio: float | None = Field(description="Of present values.")
    dscr: list[float | None] = Field(description="Debt service coverage, years 0 to N.")
    agreements: dict[str, float | None] = Field(description="Figures of the investment mode.")


class WearRecord(Record):
    """The wear cost that steered the dispatch."""

    how: str = Field(description="average or optimize.")
    per_kwh: float = Field(description="Of what leaves the cells. [currency/kWh]")
    npv_gain: Currency = Field(description="NPV over that without a wear cost.")


class ProjectRecord(Record):
    """The years of one way of running the storage."""

    way: str = Field(description="A rule's name, or optimum.")
    lifetime: dict[str, list[float | bool]] = Field(description="Lifetime table, years 1 to N.")
    savings: dict[str, list[Currency]] = Field(description="By value stream, years 1 to N.")
    interpolation_error: float | None = Field(
        description="Of savings between capacities, as measured; null: each year was solved."
    )
    money: MoneyRecord | None = Field(description="Null where the case gives no economics.")


def projects(outcome: Outcome) -> list[ProjectRecord]:
    """Records of every way that uses the storage."""
    return [_project(name, found) for name, found in outcome.projects.items()]


def wear(outcome: Outcome) -> WearRecord | None:
    """Record of the wear cost, where the case asked to find it."""
    found = outcome.wear
    if found is None:
        return None
    return WearRecord(how=found.how, per_kwh=found.per_kwh, npv_gain=found.gain)


def _project(name: str, found: Project) -> ProjectRecord:
    table = found.lifetime.to_frame().reset_index()
    return ProjectRecord(
        way=name,
        lifetime={str(column): table[column].tolist() for column in table.columns},
        savings={stream: values.tolist() for stream, values in found.yearly.revenue.items()},
        interpolation_error=found.errors[0].relative if found.errors else None,
        money=_money(found.cash) if found.cash else None,
    )


def _money(cash: CashFlow) -> MoneyRecord:
    metrics = cash.metrics
    return MoneyRecord(
        lines={name: values.tolist() for name, values in cash.columns.items()},
        worth={name: _worth(worth) for name, worth in worths(cash).items()},
        roi=metrics.roi,
        lcos_per_kwh=metrics.lcos_per_kwh,
        lcos_with_charging_per_kwh=metrics.lcos_with_charging_per_kwh,
        benefit_cost_ratio=metrics.benefit_cost_ratio,
        dscr=list(metrics.dscr),
        agreements=dict(cash.split.figures) if cash.split else {},
    )


def _worth(worth: Worth) -> WorthRecord:
    return WorthRecord(
        npv=worth.npv,
        irrs=list(worth.irrs),
        static_payback_years=worth.static_payback_years,
        discounted_payback_years=worth.discounted_payback_years,
    )
