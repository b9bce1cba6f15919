"""What `plan` shows, in the order in which it is read."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from optdispatch.case import Case
from optdispatch.report.daytypes import slug
from optdispatch.report.numbers import compact, counted, decimals, percent, share, shown
from optdispatch.report.projects import best
from optdispatch.report.site import costs, is_typical, span, when
from optdispatch.report.terminal.ledger import against_year, demand, gaps, ledger
from optdispatch.report.terminal.parts import WIDEST, bullets, facts, section, sentence
from optdispatch.report.terminal.project import project, rates, years
from optdispatch.report.terminal.proof import certificates, proof
from optdispatch.report.terminal.strategy import strategy
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import WITHOUT, Outcome


def plan(outcome: Outcome) -> RenderableType:
    """The strategy, the ledger, the proof, the certificates."""
    parts = [
        _heading(outcome),
        strategy(outcome),
        ledger(outcome),
        gaps(outcome),
        demand(outcome),
        against_year(outcome),
        *project(outcome),
        proof(outcome),
        certificates(outcome),
        _notes(outcome),
    ]
    return Constrain(Group(*(p for p in parts if p is not None)), WIDEST)


def wrote(folder: Path, paths: Sequence[Path]) -> RenderableType:
    """What was written, figures as a number."""
    names = [p.relative_to(folder).as_posix() for p in paths]
    files = [name for name in names if "/" not in name]
    drawn = [name for name in names if "/" in name and name.endswith(".png")]
    figures = f", {drawn[0].partition('/')[0]}/ ({counted(len(drawn), 'figure')})" if drawn else ""
    return section("Written", sentence(f"{folder}: {', '.join(files)}{figures}"))


def no_font() -> RenderableType:
    """Why the labels of figures are in English after all."""
    return section(
        "Figures",
        sentence(
            "No font with Chinese letters was found on this machine, so the files in figures/ are "
            "labelled in English; install one, such as Noto Sans CJK, and plan again."
        ),
    )


def _heading(outcome: Outcome) -> RenderableType:
    case = outcome.case
    lines = [Text(case.name, style="bold")]
    if case.title and slug(case.title) != slug(case.name):
        lines.append(Text(case.title))
    billing = f", billed by {case.tariff.elected}" if case.tariff.elected else ""
    rows = [
        ("tariff", f"{case.tariff.name}{billing}"),
        ("time", time_in_words(case)),
        ("saving", _saving(outcome)),
        ("project", _project(outcome)),
    ]
    return Group(*lines, facts(rows))


def time_in_words(case: Case, words: Words = ENGLISH) -> str:
    """`typical days of 2025: 12 day types, 1,152 periods of 30 min, calendar alike`."""
    horizon = case.horizon
    days = [d for ring in horizon.rings for d in ring.days] or [d for d, _ in horizon.dates]
    first, last = min(days), max(days)
    parts = []
    if is_typical(horizon):
        kinds = words.count(len({ring.days for ring in horizon.rings}), "day type")
        parts.append(words("typical days of {year}: {kinds}", year=first.year, kinds=kinds))
        worked = sum(ring.weight for ring in horizon.rings if ring.operating)
        if worked < (every := span(horizon)) - 1e-6:
            worked_of: dict[str, object] = {"worked": compact(worked), "all": compact(every)}
            parts.append(words("storage works on {worked} of {all} days", **worked_of))
    elif first == last:
        parts.append(f"{first:%Y-%m-%d}")
    else:
        parts.append(words("each day from {first} to {last}", first=first, last=last))
    steps: dict[str, object] = {"periods": f"{len(horizon):,}", "minutes": case.time.step_minutes}
    parts.append(words("{periods} periods of {minutes} min", **steps))
    return words.listed(
        [*parts, words("calendar `{name}`", name=words.name(horizon.calendar.name))]
    )


def _saving(outcome: Outcome) -> str:
    """The headline: what the optimum saves, and each rule."""
    paid = costs(outcome)
    places = decimals(v for row in paid.values() for v in row.values())
    total, saved = paid["total"][WITHOUT], paid["saving"]
    best, *others = reversed(outcome.ways[1:])
    text = f"{shown(saved[best.name], places)} {outcome.currency} {when(outcome)}"
    text += f" by the {best.name}"
    if share(saved[best.name], total) is not None:
        text += f", {percent(saved[best.name], total)} of the bill"
    rest = [f"{shown(saved[w.name], places)} by {w.name}" for w in reversed(others)]
    return "; ".join([text, *rest])


def _project(outcome: Outcome) -> str:
    """The headline of the money, where there is any."""
    found = best(outcome)
    if found is None or found.cash is None:
        return ""
    worth = found.cash.metrics.project_after_tax
    back = years(worth.payback_years)
    paid = f"paid back after {back} years" if worth.payback_years is not None else "never paid back"
    return f"{rates(worth)} a year after tax (IRR before financing), {paid}"


def _notes(outcome: Outcome) -> RenderableType | None:
    note = outcome.case.tariff.note
    notes = [*outcome.notes, *([f"tariff: {note}"] if note else [])]
    if not notes:
        return None
    return section("Notes", bullets(notes))
