"""What `compare` shows: cases side by side."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.constrain import Constrain

from optdispatch.report.comparison import At, Comparison, Line
from optdispatch.report.daytypes import grouped, spoken
from optdispatch.report.numbers import FORMS
from optdispatch.report.terminal.parts import WIDEST, Numbers, Row, facts, section, sentence
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome

MOST = 24
"""Differences that are shown; all of them are in the report."""

PROSE = {"name_local", "note", "note_zh", "source"}
"""Fields that are left to the report."""


def compare(found: Comparison) -> RenderableType:
    """Headline, strategy, ledger, and what differs between the cases."""
    currency = found.outcomes[0].currency
    both = zip(found.names, found.outcomes, strict=True)
    parts: list[RenderableType] = [
        section(f"What each case comes to, {currency}", _numbers(found, found.headline)),
        section("What the storage does most often", facts((n, usual(o)) for n, o in both)),
        section(f"What it costs at the optimum, {currency}", _numbers(found, found.ledger)),
        _differences(found),
    ]
    return Constrain(Group(*parts), WIDEST)


def usual(outcome: Outcome, words: Words = ENGLISH) -> str:
    """The windows of the most days."""
    groups = grouped(outcome.strategies, words)
    if not outcome.case.storages or not groups:
        return words("There is no storage: none is given, or none is worth its price.")
    most = max(groups, key=lambda group: group.days)
    windows = [w for cycle in most.strategies[0].cycles for w in cycle.windows]
    said = words.listed(spoken(w, words) for w in windows) or words("at rest")
    return f"{said} ({most.title})"


def _numbers(found: Comparison, lines: Sequence[Line]) -> Numbers:
    rows = []
    for line in lines:
        pairs = zip(line.at, found.documents, strict=True)
        cells = [_cell(told, at, line.form) for at, told in pairs]
        style = {"saving": "bold green", "total": "bold"}.get(line.style, "")
        rows.append(Row(line.name, cells, style, ruled=line.style == "total"))
    return Numbers(found.names, rows, repeat_first=True)


def _cell(told: object, at: At | None, form: str) -> str:
    if at is None:
        return "–"
    value = told
    for step in at:
        value = value[step]  # type: ignore[index]
    if value is None:
        return "never" if form == "years" else "none"
    return FORMS[form](float(str(value)))


def _differences(found: Comparison) -> RenderableType:
    there = [(p, v) for p, v in found.differences.items() if p.rpartition(".")[2] not in PROSE]
    if not there:
        return section("What differs", sentence("Nothing: the cases are alike."))
    rows = [(path, " | ".join(v or "–" for v in values)) for path, values in there[:MOST]]
    more = len(there) - MOST
    note = [sentence(f"{more} more differ; the report has them all.", "dim")] if more > 0 else []
    return section(f"What differs: {' | '.join(found.names)}", facts(rows), *note)
