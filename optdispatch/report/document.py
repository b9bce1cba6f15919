"""`outcome.json`: all that an evaluation says, for other programs to read.

Its shape is versioned. A new field raises the minor part of `schema_version`; a field that
goes, or comes to mean something else, raises the major part.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from pydantic import Field

from optdispatch.case import Case
from optdispatch.certificate import Check
from optdispatch.errors import CertificateError
from optdispatch.report import project_records as p
from optdispatch.report import records as r
from optdispatch.report.numbers import share
from optdispatch.report.site import billed_demand, costs, span
from optdispatch.strategy import Cycle, Strategy
from optdispatch.study import OPTIMUM, WITHOUT, Outcome

SCHEMA_VERSION = "1.0"
NOTHING = 1e-6
"""Amounts below this are rounding. [currency]"""


class Document(r.Record):
    """What `optdispatch plan` found."""

    schema_version: str = Field(
        pattern=r"^1\.\d+$", description="Version of this shape: major.minor."
    )
    optdispatch: str = Field(description="Version of the program that wrote it.")
    currency: str = Field(description="ISO 4217 code of every amount.")
    case: dict[str, Any] = Field(
        description="The case as it was asked, nothing left to the catalogue: plan it again."
    )
    horizon: r.HorizonRecord = Field(description="The time that was planned.")
    days: list[r.DayRecord] = Field(
        description="The strategy of each day type, or of each day of a chronological horizon."
    )
    result: r.ResultRecord = Field(description="The ledger and its proof.")
    projects: list[p.ProjectRecord] = Field(
        default=[], description="Life and money of each way, where the case asks for them."
    )
    wear: p.WearRecord | None = Field(
        default=None, description="The wear cost, where the case asked to find it."
    )
    year: r.YearRecord | None = Field(
        default=None, description="The chronological year, where it was asked to be compared."
    )
    files: list[str] = Field(
        default=[], description="Written with this one; a later run into the folder replaces them."
    )

    def replan(self) -> Case:
        """The case that was planned, to plan it again.

        Raises an `InputError` where a file that it names is no longer there.
        """
        return Case.of(self.case, "outcome.json")


def document(outcome: Outcome, asked: Case | None = None, files: Sequence[str] = ()) -> Document:
    """Document of an outcome; `asked` is the case before its free sizes were chosen."""
    year = outcome.year
    return Document(
        schema_version=SCHEMA_VERSION,
        optdispatch=version("optdispatch"),
        currency=outcome.currency,
        case=(asked or outcome.case).model_dump(mode="json", exclude_none=True),
        horizon=_horizon(outcome.case),
        days=[_day(s) for s in outcome.strategies],
        result=_result(outcome),
        projects=p.projects(outcome),
        wear=p.wear(outcome),
        year=r.YearRecord(savings=_against(outcome), result=_result(year)) if year else None,
        files=list(files),
    )


def _horizon(case: Case) -> r.HorizonRecord:
    horizon = case.horizon
    days = [d for ring in horizon.rings for d in ring.days] or [d for d, _ in horizon.dates]
    return r.HorizonRecord(
        mode=getattr(case.time, "mode", type(case.time).__name__),
        first=min(days),
        last=max(days),
        days=span(horizon),
        periods=len(horizon),
        step_minutes=case.time.step_minutes,
        time_zone=case.tariff.time_zone,
        calendar=horizon.calendar.name,
    )


def _day(s: Strategy) -> r.DayRecord:
    return r.DayRecord(
        label=s.label,
        month=s.month,
        day=s.day,
        days=s.days,
        operating=s.operating,
        strategy=str(s),
        charges=s.charges,
        discharges=s.discharges,
        margin=s.margin,
        cycles=[_cycle(c) for c in s.cycles],
    )


def _cycle(cycle: Cycle) -> r.CycleRecord:
    windows = [
        r.WindowRecord(
            action="charge" if w.charges else "discharge",
            start=w.start,
            stop=w.stop,
            periods=[p for p in w.periods if p],
            energy_kwh=w.energy_kwh,
            margin=w.margin,
        )
        for w in cycle.windows
    ]
    return r.CycleRecord(margin=cycle.margin, windows=windows)


def _result(outcome: Outcome) -> r.ResultRecord:
    paid = costs(outcome)
    total, saving = paid.pop("total"), paid.pop("saving")
    rules = [way.name for way in outcome.ways[1:-1]]
    aside = {line for way in outcome.ways for line in way.bill.invoiced}
    return r.ResultRecord(
        ledger=[
            r.LineRecord(line=line, amounts=row, optimised=line not in aside)
            for line, row in paid.items()
        ],
        ways=[_way(name, total, saving) for name in total],
        gaps=[_gap(rule, paid) for rule in rules],
        demand=_demand(outcome),
        checks=[_check(way.name, check) for way in outcome.ways for check in way.checks],
        proof=_proof(outcome),
        notes=list(outcome.notes),
    )


def _way(name: str, total: Mapping[str, float], saving: Mapping[str, float]) -> r.WayRecord:
    return r.WayRecord(
        way=name,
        total=total[name],
        saving=saving[name],
        saving_share=share(saving[name], total[WITHOUT]),
        behind_optimum=saving[OPTIMUM] - saving[name],
    )


def _gap(rule: str, paid: Mapping[str, Mapping[str, float]]) -> r.GapRecord:
    gap = {line: row[rule] - row[OPTIMUM] for line, row in paid.items()}
    lines = {line: v for line, v in gap.items() if abs(v) > NOTHING}
    return r.GapRecord(rule=rule, lines=lines, total=sum(gap.values()))


def _demand(outcome: Outcome) -> list[r.DemandRecord]:
    return [
        r.DemandRecord(charge=charge, month=str(month), kw={str(k): v for k, v in row.items()})
        for charge, table in billed_demand(outcome).items()
        for month, row in table.to_dict(orient="index").items()
    ]


def _check(way: str, check: Check) -> r.CheckRecord:
    return r.CheckRecord(
        way=way,
        name=check.name,
        says=check.says,
        miss=check.miss,
        limit=check.limit,
        unit=check.unit,
        holds=check.holds,
    )


def _proof(outcome: Outcome) -> r.ProofRecord:
    proof = outcome.optimum.schedule.proof
    if proof is None:
        raise CertificateError(f"{outcome.case.name}: the optimum has no proof")
    return r.ProofRecord(
        method=proof.method,
        cost=proof.cost,
        bound=proof.bound,
        binaries=proof.binaries,
        calm=proof.calm,
        sizes=proof.sizes,
        worth={name: value + 0.0 for name, value in proof.worth.items()},
    )


def _against(outcome: Outcome) -> list[r.DifferenceRecord]:
    table = outcome.against_year
    if table is None:
        return []
    return [
        r.DifferenceRecord(line=str(line), typical_days=days, year=year, difference=days - year)
        for line, days, year in zip(table.index, table["typical days"], table["year"], strict=True)
    ]
