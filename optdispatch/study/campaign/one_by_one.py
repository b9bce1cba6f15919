"""A study of one thing at a time as a sensitivity, which has tables and figures already."""

from collections.abc import Iterable
from typing import Any

from optdispatch.note import Note
from optdispatch.study.axis import shown
from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.plan import Numbers, StudyPlan
from optdispatch.study.campaign.store import Row
from optdispatch.study.sensitivity import BASE, Point, Sensitivity


def sensitivity(plan: StudyPlan, rows: Iterable[Row]) -> Sensitivity | None:
    """The points of a study in the order of its axes; None where the case as it is has failed."""
    base, points, notes = None, [], []
    axes = {axis.name: axis for axis in plan.study.axes}
    for row in rows:
        where = next(iter(row.point), None)
        if row.numbers is None:
            notes.append(Note("failed: {point}: {why}", point=where or BASE, why=row.error))
        elif where is None:
            base = Point(BASE, 1.0, None, "", row.numbers)
        else:
            points.append(_point(plan, axes[where], row.point[where], row.numbers))
    return Sensitivity(plan.base, base, tuple(points), tuple(notes)) if base else None


def _point(plan: StudyPlan, axis: Along, value: Any, numbers: Numbers) -> Point:
    if axis.values is None:
        changes = list(axis.scale(plan.base, value, {}).values())
        only = changes[0] if len(changes) == 1 and isinstance(changes[0], (int, float)) else None
        return Point(axis.name, value, only, f"× {value:g}", numbers)
    before = axis.there(plan.base)
    is_multiple = axis.is_number and isinstance(before, (int, float)) and before
    factor = value / before if is_multiple else None
    return Point(axis.name, factor, value, f"= {shown(value)}", numbers)
