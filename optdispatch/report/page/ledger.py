"""What each way costs, where the gap comes from, and the demand that months bill."""

from collections.abc import Iterator

from optdispatch.report.figures.overview import peaks, saving
from optdispatch.report.page.parts import Part, Pictures, Row, Said, Section, Table
from optdispatch.report.page.pictures import pictures
from optdispatch.report.page.story import Story


def ledger(story: Story) -> Section:
    """The bill line by line, and the gaps."""
    parts: list[Part] = [_lines(story)]
    parts.append(Pictures(pictures(saving(story.outcome, story.words), story.press)))
    parts += _gaps(story)
    if story.outcome.against_year is not None:
        parts.append(_against_year(story))
    return Section("ledger", story.words("What it costs"), parts)


def demand(story: Story) -> Section:
    """The months' peaks, before and after."""
    w, q = story.words, story.quote
    parts: list[Part] = [Pictures(pictures(peaks(story.outcome, w), story.press))]
    records = q.value("result", "demand")
    for charge in dict.fromkeys(record["charge"] for record in records):
        rows = [
            Row(r["month"], [q("result", "demand", n, "kw", way, form="one") for way in r["kw"]])
            for n, r in enumerate(records)
            if r["charge"] == charge
        ]
        heads = story.heads(w("month"), [*records[0]["kw"]])
        parts.append(Table(heads, rows, w("{charge}, kW", charge=w.name(charge))))
    return Section("demand", w("The peaks of the months"), parts)


def _lines(story: Story) -> Table:
    """Each bill line under each way, the total, and the saving."""
    w, q = story.words, story.quote
    lines, ways = q.value("result", "ledger"), range(len(story.ways))
    rows, form = [], story.money
    for n, line in enumerate(lines):
        name = w.name(line["line"]) + ("" if line["optimised"] else " *")
        cells = [q("result", "ledger", n, "amounts", way, form=form) for way in story.ways]
        rows.append(Row(name, cells))
    totals = [q("result", "ways", n, "total", form=form) for n in ways]
    saved = [q("result", "ways", n, "saving", form=form) for n in ways[1:]]
    shares = [
        q("result", "ways", n, "saving_share", form="share", none="–")
        if q.value("result", "ways", n, "saving_share") is not None
        else "–"
        for n in ways[1:]
    ]
    rows.append(Row(w("total"), totals, "total"))
    rows.append(Row(w("saving"), ["", *saved], "saving"))
    rows.append(Row(w("saving, share of the bill"), ["", *shares]))
    aside = any(not line["optimised"] for line in lines)
    note = w("* invoiced; the program optimises only a part of it, or none.") if aside else ""
    caption = w("{currency} {when}", currency=story.currency, when=story.when())
    return Table(story.heads(w("line of the bill"), story.ways), rows, caption, note)


def _gaps(story: Story) -> Iterator[Part]:
    """What each rule pays above the optimum."""
    w, q = story.words, story.quote
    for n, gap in enumerate(q.value("result", "gaps")):
        at, name = ("result", "gaps", n), w.name(gap["rule"])
        if not gap["lines"]:
            yield Said([w("{rule}: it saves as much as the optimum.", rule=name)])
            continue
        form = "signed" if story.money == "money" else "cents"
        rows = [Row(w.name(line), [q(*at, "lines", line, form=form)]) for line in gap["lines"]]
        rows.append(Row(w("in all"), [q(*at, "total", form=form)], "total"))
        caption = w("Where the gap comes from: what {rule} pays above the optimum", rule=name)
        yield Table([w("line of the bill"), story.currency], rows, caption)


def _against_year(story: Story) -> Table:
    """How far typical days are from the chronological year."""
    w, q, columns = story.words, story.quote, ("typical_days", "year", "difference")
    rows = []
    for n, saved in enumerate(q.value("year", "savings")):
        forms = (story.money, story.money, "signed")
        cells = [q("year", "savings", n, c, form=f) for c, f in zip(columns, forms, strict=True)]
        style = "total" if saved["line"] == "total" else ""
        rows.append(Row(w.name(saved["line"]), cells, style))
    heads = [w("line of the bill"), w("typical days"), w("chronological year"), w("difference")]
    return Table(heads, rows, w("Typical days against the chronological year: what is saved"))
