"""The answer first: what is saved, what it earns, what the storage does, and the proof."""

from collections.abc import Iterator, Sequence

from markupsafe import escape

from optdispatch.report.daytypes import Group, grouped
from optdispatch.report.page.parts import Part, Row, Said, Section, Table, Tile, Tiles
from optdispatch.report.page.story import Story
from optdispatch.report.site import is_typical
from optdispatch.report.terminal.strategy import FEW
from optdispatch.strategy import Strategy

MOST, FIRST = 7, 5
"""Kinds of day that the answer tells; of more than the first number, only the second."""


def answer(story: Story) -> Section:
    """The first page."""
    w = story.words
    parts: list[Part] = [Tiles([*_tiles(story)])]
    if not story.outcome.case.storages:
        said = w("There is no storage: none is given, or none is worth its price.")
        return Section("answer", w("The answer"), [*parts, Said([said])])
    if not _by_days(story):
        parts.append(_by_month(story))
    else:
        groups = _groups(story)
        parts.append(_by_day_type(story, groups if len(groups) <= MOST else _usual(groups)))
        if len(groups) > MOST:
            said = w("{more} more kinds of day stand below.", more=len(groups) - FIRST)
            parts.append(Said([said], "note"))
    return Section("answer", w("The answer"), [*parts, Said([*_remarks(story)], "note")])


def every_day(story: Story) -> tuple[Table, ...]:
    """All kinds of day, where the answer has only the usual ones."""
    if not story.outcome.case.storages or not _by_days(story):
        return ()
    groups = _groups(story)
    return (_by_day_type(story, groups),) if len(groups) > MOST else ()


def certificates(story: Story) -> Section:
    """Each check of each way."""
    w, q = story.words, story.quote
    rows = []
    for n, check in enumerate(q.value("result", "checks")):
        at = ("result", "checks", n)
        numbers = [q(*at, "miss", form="exact"), q(*at, "limit", form="exact")]
        mark = "✓" if check["holds"] else "✗"
        name = f"{mark}\u00a0{w.name(check['name'])}"
        rows.append(Row(name, [w.name(check["way"]), *numbers, w.name(check["unit"])]))
    heads = [w("check"), w("of"), w("misses by"), w("may by"), ""]
    how = w(
        "Each check is made by code that shares nothing with the program: energy replayed, the "
        "invoice made again, charge and discharge apart, and the bound by the duals."
    )
    cost, bound = (q("result", "proof", name, form="cents") for name in ("cost", "bound"))
    least = story.say(
        "The optimum costs {cost} {currency}; by the duals no schedule costs less than {bound}.",
        cost=cost,
        currency=story.currency,
        bound=bound,
    )
    said = [how, least]
    return Section("proof", w("The proof"), [Said(said), Table(heads, rows)])


def _tiles(story: Story) -> Iterator[Tile]:
    """What stands out."""
    w, q = story.words, story.quote
    best = ("result", "ways", len(story.ways) - 1)
    share = ""
    if q.value(*best, "saving_share") is not None:
        share = story.say("{share} of the bill", share=q(*best, "saving_share", form="share"))
    others = []
    for n, name in enumerate(story.ways[1:-1], start=1):
        amount = q("result", "ways", n, "saving", form=story.money)
        others.append(story.say("{amount} under {way}", amount=amount, way=w.name(name)))
    notes = escape(w("; ")).join([*([share] if share else []), *others])
    label = w("saving {when}, {currency}", when=story.when(), currency=story.currency)
    yield Tile(label, q(*best, "saving", form=story.money), notes)
    if story.worth is not None:
        yield from _of_money(story)
    checks = q.value("result", "checks")
    held = sum(check["holds"] for check in checks)
    value = w("{held} of {all} hold", held=held, all=len(checks))
    yield Tile(w("certificates"), value, w("energy, invoice, exclusivity, bound"))


def _of_money(story: Story) -> Iterator[Tile]:
    w, q = story.words, story.quote
    worths = (*story.project_at, "money", "worth")
    after, before = (*worths, "project, after tax"), (*worths, "project, before tax")
    note = story.say("{rate} before tax; before financing", rate=story.irr(*before))
    yield Tile(w("IRR after tax"), story.irr(*after), note)
    kind = q.value("case", "economics", "payback", "kind")
    static, discounted = (
        q(*after, f"{name}_payback_years", form="years", none="never")
        for name in ("static", "discounted")
    )
    shown, other = (static, discounted) if kind == "static" else (discounted, static)
    note = story.say(
        "discounted: {years}" if kind == "static" else "undiscounted: {years}", years=other
    )
    yield Tile(w("payback, years"), shown, note)
    rate = q("case", "economics", "discount_rate", form="share")
    label = w("NPV after tax, {currency}", currency=story.currency)
    yield Tile(label, q(*after, "npv"), story.say("at {rate} a year", rate=rate))


def _by_days(story: Story) -> bool:
    """Whether there are few enough kinds of day to tell each."""
    return is_typical(story.outcome.case.horizon) or len(story.outcome.strategies) <= FEW


def _groups(story: Story) -> tuple[Group, ...]:
    return grouped(story.outcome.strategies, story.words)


def _usual(groups: Sequence[Group]) -> list[Group]:
    """The groups of the most days, in the order of the year."""
    ranked = sorted(groups, key=lambda group: -group.days)[:FIRST]
    return [group for group in groups if group in ranked]


def _by_day_type(story: Story, groups: Sequence[Group]) -> Table:
    """Windows by groups of day types."""
    w = story.words
    index = {id(s): n for n, s in enumerate(story.outcome.strategies)}
    rows: list[Row] = []
    for group in groups:
        rows += _group(story, group, [index[id(s)] for s in group.strategies])
    heads = [w("on days of"), w("days"), w("{currency} a day", currency=story.currency)]
    return Table(heads, rows, w("What the storage does: found by the program, not given to it"))


def _group(story: Story, group: Group, at: Sequence[int]) -> Iterator[Row]:
    q, first = story.quote, group.strategies[0]
    days = q.total([("days", n, "days") for n in at], form="count")
    margin = q.spread([("days", n, "margin") for n in at])
    yield Row(group.title, [days, margin], "group")
    if group.peak and first.cycles:
        windows = [w for cycle in first.cycles for w in cycle.windows]
        yield Row(story.windows(windows), ["", ""], "detail")
        return
    if not first.cycles:
        yield Row(story.count(first), ["", ""], "detail")
    for n, cycle in enumerate(first.cycles):
        said = story.windows(cycle.windows)
        margins = [("days", i, "cycles", n, "margin") for i in at]
        yield Row(said, ["", q.spread(margins)], "detail")


def _by_month(story: Story) -> Table:
    """How often it cycles in a month of real days, and what that saves."""
    w = story.words
    there = [(n, s) for n, s in enumerate(story.outcome.strategies) if s.operating]
    most = min(3, max(s.discharges for _, s in there))
    heads = [w("month"), w("days")]
    heads += [w("{n} or more cycles" if n == 3 else "{n} cycles", n=n) for n in range(most + 1)]
    heads += [w("charged kWh"), w("discharged kWh"), w("saves {currency}", currency=story.currency)]
    months = dict.fromkeys(s.month for _, s in there)
    rows = [_month(story, m, [(n, s) for n, s in there if s.month == m], most) for m in months]
    if len(rows) > 1:
        rows.append(_month(story, w("all"), there, most, "total"))
    return Table(heads, rows, w("What the storage does, month by month"))


def _month(
    story: Story, name: str, days: Sequence[tuple[int, Strategy]], most: int, style: str = ""
) -> Row:
    q = story.quote
    cycles = [min(s.discharges, most) for _, s in days]
    cells = [str(len(days)), *(str(cycles.count(n)) for n in range(most + 1))]
    for action in (True, False):
        ats = [
            ("days", n, "cycles", c, "windows", k, "energy_kwh")
            for n, s in days
            for c, cycle in enumerate(s.cycles)
            for k, window in enumerate(cycle.windows)
            if window.charges is action
        ]
        cells.append(q.total(ats))
    cells.append(q.total([("days", n, "margin") for n, _ in days]))
    return Row(name, cells, style)


def _remarks(story: Story) -> Iterator[str]:
    """Days at rest, and what a margin is."""
    w = story.words
    rest = round(sum(s.days for s in story.outcome.strategies if not s.operating), 6)
    if rest:
        yield w("At rest on {days} of the year.", days=w.count(rest, "day"))
    if story.outcome.case.tariff.peaks(story.outcome.case.horizon):
        yield w("The money here is what a day's energy saves; demand is in the ledger.")
