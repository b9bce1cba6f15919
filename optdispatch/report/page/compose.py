"""From an outcome to the text of a page."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from optdispatch.case import Case
from optdispatch.report.document import Document, document
from optdispatch.report.explaining import why
from optdispatch.report.figures.album import Days
from optdispatch.report.figures.canvas import look
from optdispatch.report.figures.overview import maps
from optdispatch.report.figures.press import Press
from optdispatch.report.page.answer import answer, certificates, every_day
from optdispatch.report.page.inputs import again, inputs, notes
from optdispatch.report.page.ledger import demand, ledger
from optdispatch.report.page.life import life
from optdispatch.report.page.parts import Pictures, Section, sections
from optdispatch.report.page.pictures import pictures
from optdispatch.report.page.quotes import Quotes
from optdispatch.report.page.sensitivity import sensitivity
from optdispatch.report.page.story import Story
from optdispatch.report.page.write import write_page
from optdispatch.report.terminal.plan import time_in_words
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome
from optdispatch.study.money import vary_money


@dataclass(frozen=True)
class Made:
    """How a page comes about."""

    command: str
    """What to type to make it again."""
    words: Words = ENGLISH
    press: Press = field(default_factory=Press)
    """Which may have drawn its figures already."""


def write_report(
    outcome: Outcome,
    asked: Case,
    path: Path,
    made: Made,
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Write an outcome's report; `asked` is the case before its free sizes were chosen.

    Raises `OutputError`, and writes nothing, where the file cannot be written.
    """
    progress("writing the report")
    write_page(page(outcome, document(outcome, asked), made), path)


def page(outcome: Outcome, told: Document, made: Made) -> str:
    """The page of an outcome, as HTML."""
    content = told.model_dump(mode="json")
    story = Story(outcome, Quotes(content, made.words), made.words, made.press)
    with look(made.words):
        parts = _sections(story, made)
    case = outcome.case
    return render(
        title=case.name,
        subtitle=story_of(case, made.words),
        facts=[
            (made.words("tariff"), _tariff(case, made.words)),
            (made.words("time"), time_in_words(case, made.words)),
        ],
        told=parts,
        words=made.words,
        made_with=f"optdispatch {told.optdispatch}",
    )


def story_of(case: Case, words: Words) -> str:
    """Its story, in Chinese where it has one that the reader wants."""
    return (case.title_zh if words.language == "zh" else "") or case.title


def _tariff(case: Case, words: Words) -> str:
    """Its name, in its own language where that is the reader's."""
    local = case.tariff.name_local if words != ENGLISH else ""
    return local or case.tariff.name


def _sections(story: Story, made: Made) -> tuple[Section, ...]:
    """All of it, in the order in which it is read."""
    w, outcome = story.words, story.outcome
    seen = Days(outcome, w, why(outcome, w)).telling()
    drawn = Pictures(pictures(seen, story.press), len(seen) > 1)
    days = Section("days", w("How the day looks"), [drawn, *every_day(story)])
    year = Section("year", w("The year"), [Pictures(pictures(maps(outcome, w), story.press))])
    return sections(
        answer(story),
        days,
        ledger(story),
        year,
        demand(story),
        *life(story),
        sensitivity(story, vary_money(outcome)),
        certificates(story),
        notes(story),
        inputs(story),
        again(story, made.command),
    )


def render(
    *,
    title: str,
    subtitle: str,
    facts: Sequence[tuple[str, str]],
    told: Sequence[Section],
    words: Words,
    made_with: str,
) -> str:
    """Sections as a page that needs nothing else."""
    folder = Path(__file__).parent / "templates"
    style, script = (
        Markup((folder / name).read_text("utf-8"))  # noqa: S704 - our own file
        for name in ("style.css", "script.js")
    )
    return _environment().get_template("page.html").render(**locals(), t=words)


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {"data": _data, "prose": _prose}
    return made


def _prose(text: str) -> Markup:
    """A sentence whose `code` is set as such."""
    return Markup(re.sub(r"`([^`<>]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped


def _data(value: object) -> Markup:
    """JSON that may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it
