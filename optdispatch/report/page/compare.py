"""Cases side by side as a page, in the form of the report."""

from collections.abc import Sequence
from pathlib import Path

from optdispatch.report.comparison import Comparison, Line
from optdispatch.report.figures.canvas import look
from optdispatch.report.figures.overlay import overlays
from optdispatch.report.page.compose import Made, render, story_of
from optdispatch.report.page.parts import Cell, Pictures, Row, Said, Section, Table, sections
from optdispatch.report.page.pictures import pictures
from optdispatch.report.page.quotes import Quotes
from optdispatch.report.page.write import write_page
from optdispatch.report.terminal.compare import usual


def write_comparison(found: Comparison, path: Path, made: Made) -> None:
    """Write a comparison; raises `OutputError` where the file cannot be written."""
    write_page(comparison_page(found, made), path)


def comparison_page(found: Comparison, made: Made) -> str:
    """The page of a comparison, as HTML; numbers are quoted from the list of documents."""
    w = made.words
    quote = Quotes(found.documents, w)
    with look(w):
        days = pictures(overlays(found.outcomes, found.names, w), made.press)
    currency = w.name(found.outcomes[0].currency)
    strategies = [Row(n, [usual(o, w)]) for n, o in zip(found.names, found.outcomes, strict=True)]
    told = sections(
        Section("answer", w("The answer"), [_table(found, quote, found.headline, currency)]),
        Section(
            "strategy",
            w("What the storage does most often"),
            [Table([], strategies, style="facts")],
        ),
        Section("days", w("How the day looks"), [Pictures(days)] if days else []),
        Section("ledger", w("What it costs"), [_table(found, quote, found.ledger, currency)]),
        _differences(found, made),
        Section(
            "again",
            w("How to make this file again"),
            [Table([], [Row(w("command"), [made.command])], style="facts")],
        ),
    )
    facts = [
        (name, story_of(o.case, w)) for name, o in zip(found.names, found.outcomes, strict=True)
    ]
    return render(
        title=" | ".join(found.names),
        subtitle=w("Cases side by side"),
        facts=facts,
        told=told,
        words=w,
        made_with=f"optdispatch {found.documents[0]['optdispatch']}",
    )


def _table(found: Comparison, quote: Quotes, lines: Sequence[Line], currency: str) -> Table:
    w, rows = quote.words, []
    for line in lines:
        none = "never" if line.form == "years" else "none"
        cells: list[Cell] = [
            "–" if at is None else quote(n, *at, form=line.form, none=none)
            for n, at in enumerate(line.at)
        ]
        rows.append(Row(w.name(line.name), cells, line.style))
    return Table(["", *found.names], rows, currency)


def _differences(found: Comparison, made: Made) -> Section:
    w = made.words
    if not found.differences:
        return Section(
            "differences", w("What differs"), [Said([w("Nothing: the cases are alike.")])]
        )
    rows = [Row(path, [v or "–" for v in values]) for path, values in found.differences.items()]
    return Section(
        "differences", w("What differs"), [Table(["", *found.names], rows, style="facts")]
    )
