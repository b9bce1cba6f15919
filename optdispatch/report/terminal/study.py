"""What `study` shows: how far it has come, and what its points come to."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.measures import heading, written
from optdispatch.report.numbers import counted, lasting, percent, shown
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, bullets, facts, section
from optdispatch.report.terminal.sensitivity import sensitivities
from optdispatch.study.campaign.plan import StudyPlan
from optdispatch.study.campaign.run import Ran
from optdispatch.study.campaign.store import Status
from optdispatch.study.campaign.summary import Outturn, Summary
from optdispatch.study.sensitivity import Sensitivity
from optdispatch.study.valuation import MEASURES


def came_to(
    plan: StudyPlan, status: Status, found: Summary | Sensitivity | None, ran: Ran | None = None
) -> RenderableType:
    """A study that was run, or run in part."""
    head = Group(Text(plan.name, style="bold"), Text(plan.study.title))
    parts: list[RenderableType] = [head, Text(), progressed(status, ran)]
    if isinstance(found, Summary):
        parts += _distributions(found)
    elif found is not None:
        parts += [Text(), sensitivities(found)]
    return Constrain(Group(*parts), WIDEST)


def progressed(status: Status, ran: Ran | None = None) -> RenderableType:
    """How many points are done, and which errors there are."""
    missing = status.points - status.done
    rows = [
        ("points", f"{status.points:,}"),
        ("done", f"{status.done - status.failed:,}"),
        ("failed", f"{status.failed:,}" if status.failed else ""),
        ("missing", f"{missing:,}" if missing else ""),
        ("work", lasting(status.seconds)),
    ]
    if ran and ran.solved:
        rate = (
            f"{ran.solved:,} points in {lasting(ran.seconds)}, {shown(ran.per_second, 1)} a second"
        )
        rows.append(("this run", rate))
    elif ran:
        rows.append(("this run", "every point was known"))
    parts: list[RenderableType] = [facts(rows)]
    if status.errors:
        told = (f"{counted(n, 'point')}: {error}" for error, n in status.errors)
        parts.append(section("Why points failed", bullets(told)))
    return Group(*parts)


def _distributions(found: Summary) -> Iterator[RenderableType]:
    """Quantiles and chances, then what matters most."""
    currency = found.plan.base.tariff.currency
    outturns = found.outturns.values()
    if not found.plan.study.design.is_sample:
        rows = [Row(heading(o.measure, currency), _ends(o)) for o in outturns]
        yield section("What the points come to", Numbers(["least", "greatest", "no number"], rows))
        return
    heads = ["P10", "P50", "P90", "hurdle", "chance below", "no number"]
    rows = [Row(heading(o.measure, currency), _cells(o)) for o in outturns]
    yield section("What the points come to", Numbers(heads, rows))
    told = [o for o in outturns if o.indices]
    for outturn in told:
        title = f"What moves the {MEASURES[outturn.measure].title}: Sobol's indices"
        yield section(title, Numbers(["first", "±", "total", "±"], list(_indices(outturn))))


def _cells(outturn: Outturn) -> list[str]:
    unit, chance = MEASURES[outturn.measure].unit, outturn.chance_below
    quantiles = [written(value, unit) for value in outturn.quantiles.values()] or ["–"] * 3
    hurdle = "" if outturn.hurdle is None else written(outturn.hurdle, unit)
    return [
        *quantiles,
        hurdle,
        "" if chance is None else percent(chance, 1),
        f"{outturn.none:,}" if outturn.none else "",
    ]


def _ends(outturn: Outturn) -> list[str]:
    unit = MEASURES[outturn.measure].unit
    ends = [written(end, unit) for end in outturn.ends] or ["–"] * 2
    return [*ends, f"{outturn.none:,}" if outturn.none else ""]


def _indices(outturn: Outturn) -> Iterable[Row]:
    """Each axis, the one that matters most first."""
    for index in sorted(outturn.indices, key=lambda i: -i.total):
        numbers = (index.first, index.first_error, index.total, index.total_error)
        yield Row(index.axis, [shown(n, 3) for n in numbers])
