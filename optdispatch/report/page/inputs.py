"""Every input with its source, and how the file is made again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from optdispatch.report.inputs import fields_of
from optdispatch.report.page.parts import Row, Said, Section, Table
from optdispatch.report.page.story import Story

APART = ("tariff", "connection", "time", "assets", "programmes", "rules", "ageing", "economics")
"""Parts of a case that have a table of their own."""


def inputs(story: Story) -> Section:
    """A table a noun, its source below it."""
    w, case = story.words, story.quote.value("case")
    whole = {key: value for key, value in case.items() if key not in APART}
    parts = [_table(story, w("case"), whole, str(case.get("source", "")))]
    for key in APART:
        for name, noun in _nouns(key, case.get(key)):
            parts.append(_table(story, f"{w(key)} {name}".strip(), noun, _source(noun)))
    parts = [table for table in parts if table.rows]
    return Section("inputs", w("What went in, and where it comes from"), parts)


def again(story: Story, command: str) -> Section:
    """The command, the versions, and a hash to know the case by."""
    w, q = story.words, story.quote
    rows = [
        Row(w("command"), [command]),
        Row(w("program"), [f"optdispatch {q.value('optdispatch')}"]),
        Row(w("seed"), [w("none: nothing here is drawn at random")]),
        Row(w("case, SHA-256"), [digest(q.value("case"))]),
    ]
    says = w("Run the command with that version: the same case gives the same numbers.")
    return Section(
        "again", w("How to make this file again"), [Table([], rows, style="facts"), Said([says])]
    )


def notes(story: Story) -> Section:
    """What a reader must know about the data, in the words of the program."""
    w, tariff = story.words, story.outcome.case.tariff
    said = [*map(w.note, story.outcome.notes)]
    if note := (tariff.note_zh if w.language == "zh" else "") or tariff.note:
        said.append(w("{tariff}: {note}", tariff=w("tariff"), note=note))
    return Section("notes", w("What a reader must know"), [Said(said, "bullets")] if said else [])


def digest(case: Mapping[str, Any]) -> str:
    """SHA-256 of a case as JSON with sorted keys."""
    text = json.dumps(case, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _nouns(key: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The nouns of a part: one, or each of several by its name."""
    for noun in value if isinstance(value, list) else [value]:
        if isinstance(noun, Mapping):
            yield ("" if key in {"time", "connection"} else str(noun.get("name", ""))), noun


def _source(noun: Mapping[str, Any]) -> str:
    return str(noun.get("source", ""))


def _table(story: Story, title: str, noun: Mapping[str, Any], source: str) -> Table:
    rows = [Row(path, [value]) for path, value in fields_of(noun) if path not in {"name", "source"}]
    said = story.words("source: {source}", source=source) if source else ""
    return Table([], rows, title, said, "facts", folded=True)
