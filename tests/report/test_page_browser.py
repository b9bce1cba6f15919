"""The report in a browser: Chromium, driven by Playwright."""

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from optdispatch import Case, evaluate
from optdispatch.report.document import document
from optdispatch.report.page import Made, page
from optdispatch.report.words import LANGUAGES, Words
from optdispatch.study import Outcome

CASES = ("jiangxi-2025", "factory-jiangxi", "process-plant")
WIDTHS = (1280, 400)
PAPER = 703
"""Pixels of an A4 page between its margins: 186 mm."""
INPUTS = "[...document.querySelectorAll('#inputs td')].map((one) => one.checkVisibility())"
"""Whether each input is seen."""
RUN = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in CASES for language in LANGUAGES]
)


@cache
def outcome(name: str) -> Outcome:
    return evaluate(Case.load(name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def written(folder: Path, name: str, language: str) -> Path:
    path = folder / f"{name}-{language}.html"
    if not path.exists():
        found = outcome(name)
        made = Made(f"optdispatch plan {name} --report", Words(language))
        path.write_text(page(found, document(found), made), encoding="utf-8")
    return path


class Watched:
    """A tab, and what it complains about or asks for."""

    def __init__(self, browser: Any, path: Path, width: int = 1280) -> None:
        self.tab = browser.new_page(viewport={"width": width, "height": 900})
        self.wrong: list[str] = []
        self.tab.on("console", lambda said: self.wrong.append(said.text))
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.tab.on("request", lambda asked: self._asked(asked.url))
        self.tab.add_init_script(
            "Object.defineProperty(navigator, 'clipboard',"
            " {value: {writeText: async (text) => { window.copied = text; }}});"
        )
        self.tab.goto(path.as_uri())

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "data:")):
            self.wrong.append(url)

    def __enter__(self) -> Any:
        return self.tab

    def __exit__(self, *_: object) -> None:
        self.tab.close()
        assert self.wrong == []


@RUN
@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_drawn_and_nothing_is_wider_than_the_screen(
    browser: Any, folder: Path, name: str, language: str, width: int
) -> None:
    with Watched(browser, written(folder, name, language), width) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        for figure in tab.query_selector_all("figure"):
            figure.evaluate("(one) => { one.style.display = 'block'; }")
            box = figure.query_selector("svg").bounding_box()
            assert box["width"] > 300
            assert box["height"] > 80
            assert figure.query_selector_all("svg path")


@RUN
def test_on_paper_no_table_is_cut(browser: Any, folder: Path, name: str, language: str) -> None:
    with Watched(browser, written(folder, name, language), PAPER) as tab:
        tab.emulate_media(media="print")
        wide = tab.evaluate(
            "[...document.querySelectorAll('table, svg')].map((one) =>"
            " one.getBoundingClientRect().right)"
        )
        assert max(wide) <= PAPER + 1
        assert set(tab.evaluate(INPUTS)) == {True}, "what is folded on a screen is there on paper"
        broken = tab.evaluate(
            "[...document.querySelectorAll('tr, figure')].filter((one) =>"
            " getComputedStyle(one).breakInside !== 'avoid').length"
        )
        assert broken == 0
        paper = tab.pdf(prefer_css_page_size=True)
        assert paper.startswith(b"%PDF")
        assert paper.count(b"/Type /Page\n") >= 4


@pytest.mark.parametrize("width", WIDTHS)
def test_inputs_are_unfolded_and_their_values_have_room(
    browser: Any, folder: Path, width: int
) -> None:
    with Watched(browser, written(folder, "factory-jiangxi", "zh"), width) as tab:
        assert set(tab.evaluate(INPUTS)) == {False}
        for one in tab.query_selector_all("#inputs summary"):
            one.click()
        assert set(tab.evaluate(INPUTS)) == {True}
        high = "[...document.querySelectorAll('#inputs td')].map((one) => one.offsetHeight)"
        assert max(tab.evaluate(high)) < 400


def test_without_a_script_all_days_are_seen(browser: Any, folder: Path) -> None:
    path = written(folder, "jiangxi-2025", "en")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(path.as_uri())
    boxes = [figure.bounding_box() for figure in tab.query_selector_all("#days svg")]
    assert len(boxes) == 5
    assert all(box and box["height"] > 300 for box in boxes)
    context.close()


def over(tab: Any, name: str, across: float, down: float, panel: int = 0) -> str:
    """What is told where the pointer is, as a share of a panel."""
    figure = tab.query_selector(f"#figure-{name}")
    data = json.loads(figure.query_selector("script").text_content())
    figure.scroll_into_view_if_needed()
    box = figure.query_selector("svg").bounding_box()
    left, top, width, height = data["panels"][panel]
    x = box["x"] + (left + across * width) * box["width"]
    y = box["y"] + (top + down * height) * box["height"]
    tab.mouse.move(x, y)
    told: str = figure.query_selector(".values").inner_text()
    return told


def test_the_pointer_reads_the_values_of_an_hour(browser: Any, folder: Path) -> None:
    with Watched(browser, written(folder, "jiangxi-2025", "en")) as tab:
        said = over(tab, "2025-01-workday", 19.25 / 24, 0.5, panel=2)
        lines = dict(line.split("\t") for line in said.splitlines() if "\t" in line)
        assert lines["local time"] == "19:00"
        assert lines["period"] == "sharp"
        assert float(lines["worth of a stored kWh [CNY]"]) == pytest.approx(0.8995, abs=1e-4)
        found = outcome("jiangxi-2025")
        where = found.case.horizon.slices[0]
        power = found.optimum.schedule.storage_kw[where][38]
        assert float(lines["storage, optimum [kW]"].replace(",", "")) == pytest.approx(power, 1e-4)


def test_the_pointer_reads_a_day_of_the_map(browser: Any, folder: Path) -> None:
    with Watched(browser, written(folder, "process-plant", "en")) as tab:
        said = over(tab, "price", 0.5 / 365, 0.5)
        assert "2026-01-01" in said
        found, noon = outcome("process-plant"), 24
        seen = found.optimum.schedule.imported_kw, found.optimum.schedule.exported_kw
        paid = found.case.tariff.marginal(found.case.horizon, *seen)[0]
        time, value = said.split()[-2:]
        assert time in {"12:00", "11:30"}
        at = noon if time == "12:00" else noon - 1
        assert float(value) == pytest.approx(paid[at], rel=1e-4)


def test_a_series_is_hidden_and_shown(browser: Any, folder: Path) -> None:
    with Watched(browser, written(folder, "factory-jiangxi", "en")) as tab:
        figure = tab.query_selector("#days figure.chosen")
        drawn = figure.query_selector_all('g[data-series="rule0"]')
        assert len(drawn) >= 3
        for visible in (False, True):
            figure.query_selector('[data-key="rule0"]').click()
            assert all(one.is_visible() is visible for one in drawn)
        assert figure.query_selector('g[data-series="optimum"]').is_visible()


def test_a_day_is_picked(browser: Any, folder: Path) -> None:
    with Watched(browser, written(folder, "factory-jiangxi", "en")) as tab:
        seen = "[...document.querySelectorAll('#days figure')].map((one) => one.offsetHeight > 0)"
        assert tab.evaluate(seen)[:2] == [True, False]
        tab.select_option("#days select", index=1)
        assert tab.evaluate(seen)[:2] == [False, True]
        assert sum(tab.evaluate(seen)) == 1


def test_the_data_of_every_figure_can_be_copied(browser: Any, folder: Path) -> None:
    with Watched(browser, written(folder, "factory-jiangxi", "zh")) as tab:
        for figure in tab.query_selector_all("figure"):
            figure.evaluate("(one) => { one.style.display = 'block'; }")
            figure.query_selector("button.copy").click()
            rows = list(csv.reader(io.StringIO(tab.evaluate("window.copied"))))
            data = json.loads(figure.query_selector("script").text_content())
            assert rows[0] == data["heads"]
            assert len(rows) == len(data["rows"]) + 1
            assert {len(row) for row in rows} == {len(data["heads"])}
