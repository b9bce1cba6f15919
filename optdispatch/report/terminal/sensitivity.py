"""What `sensitivity` shows: each step beside the case as it is, what matters most first."""

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.report.measures import heading, written
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, bullets, section, sentence
from optdispatch.study.lever import levers
from optdispatch.study.sensitivity import Point, Sensitivity
from optdispatch.study.valuation import MEASURES

SHOWN = (
    "saving_year_1",
    "npv_after_tax",
    "irr_before_tax",
    "irr_after_tax",
    "payback_after_tax_years",
    "equity_irr_after_tax",
)
"""The measures that fit beside each other; the others are in the table that is written."""


def sensitivities(found: Sensitivity) -> RenderableType:
    """The table, what its levers are, and what was left out."""
    case = found.case
    measures = [name for name in SHOWN if name in found.base.measures]
    rows = [_row(found.base.axis, found.base, measures, "bold")]
    for axis in found.ranked(found.headline):
        for n, point in enumerate(found.along(axis)):
            rows.append(_row(_step(point), point, measures, ruled=n == 0))
    heads = [heading(name, case.tariff.currency) for name in measures]
    by = MEASURES[found.headline].title
    parts: list[RenderableType] = [
        Group(Text(case.name, style="bold"), Text(case.title)),
        section(f"One thing at a time, by what it does to the {by}", Numbers(heads, rows)),
        section("What the levers move", bullets(_levers(found))) if _levers(found) else Text(),
        sentence("The dispatch of each step is an optimum of its own.", "dim"),
    ]
    if found.notes:
        parts.append(section("Notes", bullets(found.notes)))
    return Constrain(Group(*parts), WIDEST)


def _row(
    name: str, point: Point, measures: list[str], style: str = "", *, ruled: bool = False
) -> Row:
    cells = [written(point.measures[m], MEASURES[m].unit) for m in measures]
    return Row(name, cells, style, ruled)


def _step(point: Point) -> str:
    """`loan_rate × 0.85`, or `loan.years = 10`: a path by its last two parts."""
    return f"{'.'.join(point.axis.split('.')[-2:])} {point.step}"


def _levers(found: Sensitivity) -> list[str]:
    """Each lever with what it is and the fields that it moves here."""
    known = levers()
    return [
        f"{axis}: {known[axis].description} {', '.join(known[axis].paths(found.case))}"
        for axis in found.axes
        if axis in known
    ]
