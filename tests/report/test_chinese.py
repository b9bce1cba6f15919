"""A Chinese report is Chinese: beside names, units and sources no word of English is left."""

import json
import re
from html.parser import HTMLParser

import pytest

from optdispatch import Case, Tariff, catalog, evaluate
from optdispatch.report.document import document
from optdispatch.report.explaining import sentence
from optdispatch.report.page import Made, page
from optdispatch.report.words import Words
from optdispatch.study.explanation import explain

ZH = Words("zh")
CASES = catalog.names("models/cases")
PAGES = ("jiangxi-2025", "process-plant", "mall-guangdong", "office-park")
"""Typical days with money, a year, a programme, vehicles that give back."""
UNITS = {"kV", "kW", "kWh", "MW", "MWh", "kVA", "SHA", "PDF", "PV", "OpenEI", "DE", "optdispatch"}
CODE = {"connection", "reactive", "day_lists", "hot", "days"}
"""What a case file must say in these letters."""


class Seen(HTMLParser):
    """What a reader sees of a page, and what figures tell, but for the inputs and the command."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.where: list[str] = []
        self.apart = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.where.append(tag)
        if tag == "section":
            self.apart = dict(attrs)["id"] in {"inputs", "again"}

    def handle_endtag(self, tag: str) -> None:
        while self.where and self.where.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or self.apart or self.where[-1] == "style":
            return
        if self.where[-1] != "script":
            self.texts.append(data.strip())
        elif data.startswith("{") and "heads" in (told := json.loads(data)):
            self.texts += [*told["heads"], *(v for r in told["rows"] for v in r if type(v) is str)]


def english(text: str, case: Case | None = None) -> list[str]:
    """Words of a text that are no units, and no parts of names or sources."""
    if case is not None:
        prices = case.tariff.monthly_prices
        for known in (prices.source if prices else "", case.tariff.name, case.name):
            text = text.replace(known, "") if known else text
    words = re.findall(r"[A-Za-z][\w./-]*[A-Za-z_]|[A-Za-z]{2,}", text)
    return [w for w in words if w not in UNITS | CODE and not re.search(r"[-_/\d]", w)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_english(name: str) -> None:
    outcome = evaluate(Case.load(name))
    seen = Seen(page(outcome, document(outcome), Made("optdispatch plan", ZH))).texts
    assert len(seen) > 300
    left = {text[:100]: found for text in seen if (found := english(text, outcome.case))}
    assert left == {}


@pytest.mark.parametrize("name", CASES)
def test_story_and_notes_of_every_case_are_chinese(name: str) -> None:
    case = Case.load(name)
    assert case.title_zh
    assert english(case.title_zh, case) == []
    for note in case.notes:
        assert english(ZH.note(note), case) == [], note


@pytest.mark.parametrize("name", catalog.names("tariffs"))
def test_what_to_know_of_every_tariff_is_said_in_chinese(name: str) -> None:
    tariff = Tariff.load(name)
    assert bool(tariff.note_zh) == bool(tariff.note)
    assert english(tariff.note_zh) == []


def test_why_is_said_in_chinese() -> None:
    outcome = evaluate(Case.load("factory-jiangxi"))
    (found,) = explain(outcome.case, outcome.optimum.schedule)
    for t in range(0, len(outcome.case.horizon), 7):
        said = sentence(found, t, words=ZH)
        assert english(said, outcome.case) == []
        assert said.endswith("。")
