"""What moves the worth of the project."""

from optdispatch.report.figures.tornado import Tornado
from optdispatch.report.measures import heading, written
from optdispatch.report.page.parts import Part, Pictures, Row, Said, Section, Table
from optdispatch.report.page.pictures import picture
from optdispatch.report.page.story import Story
from optdispatch.study.sensitivity import Sensitivity
from optdispatch.study.valuation import MEASURES

SHOWN = ("npv_after_tax", "irr_after_tax", "payback_after_tax_years", "equity_irr_after_tax")


def sensitivity(story: Story, found: Sensitivity | None) -> Section | None:
    """One thing at a time, what matters most first; None where nothing was moved."""
    if found is None or not found.points:
        return None
    w = story.words
    measures = [name for name in SHOWN if name in found.base.measures] or ["saving_year_1"]
    rows = [
        Row(
            f"{w.name(point.axis.replace('_', ' '))} {point.step}",
            [w.name(written(point.measures[m], MEASURES[m].unit)) for m in measures],
        )
        for axis in found.ranked(found.headline)
        for point in found.along(axis)
    ]
    base = [w.name(written(found.base.measures[m], MEASURES[m].unit)) for m in measures]
    heads = [w("step"), *(heading(m, story.currency, w) for m in measures)]
    table = Table(heads, [Row(w("as it is"), base, "total"), *rows])
    says = w("Each thing moved by itself; the dispatch of each step is an optimum of its own.")
    drawn = picture(Tornado.of(found, measures[0], w), story.press)
    parts: list[Part] = [Pictures([drawn]), table, Said([says, *map(w.note, found.notes)], "note")]
    return Section("sensitivity", w("What moves it"), parts)
