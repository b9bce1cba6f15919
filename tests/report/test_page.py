"""The report as a page: it quotes `outcome.json`, and needs nothing but itself."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from matplotlib.figure import Figure

from optdispatch import Case, evaluate
from optdispatch.report.document import document
from optdispatch.report.figures.day import Day
from optdispatch.report.figures.press import Press
from optdispatch.report.numbers import FORMS
from optdispatch.report.page import Made, page
from optdispatch.report.page.inputs import digest
from optdispatch.report.words import LANGUAGES, Words
from optdispatch.report.write import write
from optdispatch.study import Outcome
from tests.cli.doors import call, refused, site
from tests.report.outcomes import case, compared, eight_hours, july, plant

MOST = 3_000_000
"""Bytes of a page."""


@cache
def jiangxi() -> Outcome:
    """Life and money too."""
    return evaluate(Case.load("jiangxi-2025"))


OUTCOMES = [jiangxi, plant, july, eight_hours, compared]
made = pytest.mark.parametrize("make", OUTCOMES, ids=lambda make: make.__name__)


@cache
def told(make: Callable[[], Outcome], language: str) -> str:
    outcome = make()
    words = Words(language)
    return page(outcome, document(outcome), Made("optdispatch plan it --report", words))


class Numbers(HTMLParser):
    """Every `<data>` of a page: its value, its addresses, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str], str]] = []
        self.open: tuple[str, list[str]] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "data":
            given = dict(attrs)
            self.open = str(given["value"]), str(given["data-at"]).split()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found.append((*self.open, data))
            self.open = None


def looked_up(content: Any, pointer: str) -> Any:
    """What a JSON pointer, as a URI fragment, points at."""
    found = content
    for step in pointer.removeprefix("#/").split("/"):
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


@made
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_that_of_the_document(make: Callable[[], Outcome], language: str) -> None:
    content = json.loads(document(make()).model_dump_json())
    numbers = Numbers(told(make, language)).found
    assert len(numbers) > 20
    for value, pointers, text in numbers:
        there = [looked_up(content, pointer) for pointer in pointers]
        if value == "":
            assert there == [None]
            continue
        assert float(value) == pytest.approx(sum(there), rel=1e-12, abs=1e-9), pointers
        assert text in {form(float(value)) for form in FORMS.values()}, (pointers, text)


@made
def test_the_answer_is_quoted(make: Callable[[], Outcome]) -> None:
    quoted = {p for _, pointers, _ in Numbers(told(make, "en")).found for p in pointers}
    last = len(make().ways) - 1
    assert f"#/result/ways/{last}/saving" in quoted
    assert {f"#/result/ways/{n}/total" for n in range(last + 1)} <= quoted


def test_life_and_money_are_quoted_whole() -> None:
    content = json.loads(document(jiangxi()).model_dump_json())
    quoted = {unquote(p) for _, ps, _ in Numbers(told(jiangxi, "en")).found for p in ps}
    money = content["projects"][1]["money"]["lines"]
    for line in ("energy arbitrage", "capex", "project_after_tax"):
        there = {f"#/projects/1/money/lines/{line}/{n}" for n in range(len(money[line]))}
        assert there <= quoted


@made
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_nothing_but_itself(make: Callable[[], Outcome], language: str) -> None:
    text = told(make, language)
    assert len(text.encode()) < MOST
    sources = re.findall(r"(?:\bsrc|\bhref)=\"([^\"]*)\"", text)
    assert all(source.startswith(("#", "data:")) for source in sources)
    assert not re.search(r"@import|url\((?!#)", text)
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "nan" not in re.sub(r"[a-z]*nan[a-z]+|[a-z]+nan", "", text.lower())


def names(text: str) -> Iterator[str]:
    return (m[1] for m in re.finditer(r"<figure[^>]* data-name=\"([^\"]+)\"", text))


def test_the_figures_of_the_reference_case() -> None:
    assert list(names(told(jiangxi, "en"))) == [
        "2025-01-workday",
        "2025-02-workday",
        "2025-03-workday",
        "2025-07-workday",
        "2025-09-workday",
        "saving-by-line",
        "price",
        "storage-power",
        "storage-soc",
        "demand-peaks",
        "capacity",
        "cash-flow",
        "tornado-npv-after-tax",
    ]


@made
def test_every_figure_is_there_with_its_data(make: Callable[[], Outcome]) -> None:
    text = told(make, "en")
    figures = list(names(text))
    assert len(set(figures)) == len(figures) >= 2
    assert text.count("<svg ") == len(figures)
    data = re.findall(r"<script type=\"application/json\">(.*?)</script>", text, re.DOTALL)
    assert len(data) == len(figures)
    for part in map(json.loads, data):
        assert part["rows"]
        assert all(len(row) <= len(part["heads"]) for row in part["rows"])


def test_what_a_user_wrote_is_no_markup() -> None:
    bad = "<script>alert(1)</script>"
    month = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    outcome = evaluate(case(name=bad, title=bad, time=month))
    text = page(outcome, document(outcome), Made(bad))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_the_file_says_how_it_is_made_again() -> None:
    text = told(plant, "en")
    content = json.loads(document(plant()).model_dump_json())
    assert "optdispatch plan it --report" in text
    assert digest(content["case"]) in text
    assert "meters/plant-2016-15min.csv" in text
    assert "赣发改价管〔2025〕463号" in text


def test_the_door(tmp_path: Path) -> None:
    path = site(tmp_path)
    refused(call("plan", path, "--report", tmp_path / "report.pdf"), "should end in .html")
    refused(call("plan", path, "--report", tmp_path), "should end in .html")
    refused(call("plan", path, "--report", "--lang", "fr"), "'fr'")
    assert [p.name for p in tmp_path.iterdir()] == ["site.yaml"]


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    out = tmp_path / "report.html"
    result = call("plan", site(tmp_path, time=time), "--report", out, "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert "report.html" in result.stdout.replace("\n", "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "site.yaml"]
    assert '<html lang="zh-Hans">' in out.read_text("utf-8")


def test_files_and_page_share_figures_that_are_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, press, draw = plant(), Press(), Day.draw
    drawn: list[str] = []

    def counted(day: Day) -> Figure:
        drawn.append(day.name)
        return draw(day)

    monkeypatch.setattr(Day, "draw", counted)
    paths = write(outcome, tmp_path / "out", press=press)
    text = page(outcome, document(outcome), Made("optdispatch plan it", press=press))
    vectors = [path for path in paths if path.suffix == ".svg"]
    assert all(path.read_text("utf-8") in text for path in vectors)
    assert len(vectors) > len(drawn) == len(set(drawn)) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@made
def test_code_is_set_as_such(make: Callable[[], Outcome], language: str) -> None:
    text = told(make, language)
    assert "&lt;code" not in text
    assert language == "zh" or "<code>" in text
