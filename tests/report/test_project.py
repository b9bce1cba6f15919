"""The life and the money in every form of the report: terminal, document, CSV, figures."""

from io import StringIO
from pathlib import Path

import matplotlib.image as mpimg
import pandas as pd
import pytest
from rich.console import Console

from optdispatch import Case, Outcome, evaluate
from optdispatch.finance import Worth
from optdispatch.report.document import Document
from optdispatch.report.terminal.plan import plan
from optdispatch.report.terminal.project import rates
from optdispatch.report.write import write


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return evaluate(Case.load("jiangxi-2025"))


@pytest.fixture(scope="module")
def folder(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("plan") / "out"
    write(outcome, there)
    return there


def printed(outcome: Outcome) -> str:
    console = Console(width=80, no_color=True, file=StringIO())
    with console.capture() as seen:
        console.print(plan(outcome))
    return seen.get()


def test_the_terminal_says_what_it_earns(outcome: Outcome) -> None:
    text = printed(outcome)
    assert "4.61 % a year after tax" in text
    assert "year 9" in text
    assert "replaced" in text
    for number in ("6.20 %", "13.76", "15.96", "13.28 %", "9.10 %", "584,084"):
        assert number in text
    assert "nan" not in text.split()


def test_the_document_holds_what_the_terminal_shows(outcome: Outcome, folder: Path) -> None:
    text = (folder / "outcome.json").read_text(encoding="utf-8")
    found = {p.way: p for p in Document.model_validate_json(text).projects}
    optimum, money = found["optimum"], found["optimum"].money
    assert money is not None
    assert money.worth["project, after tax"].irrs == pytest.approx([0.046079], abs=1e-6)
    assert sum(optimum.lifetime["replaced"]) == 1
    cash = outcome.projects["optimum"].cash
    assert cash is not None
    assert money.lines["project_after_tax"] == cash.project.after_tax.tolist()


def test_the_tables_hold_every_way_and_year(outcome: Outcome, folder: Path) -> None:
    life = pd.read_csv(folder / "lifetime.csv")
    assert life.groupby("way").size().to_dict() == dict.fromkeys(outcome.projects, 18)
    money = pd.read_csv(folder / "cashflow.csv").query("way == 'optimum'")
    assert money["year"].tolist() == list(range(19))
    lines = outcome.projects["optimum"].cash
    assert lines is not None
    total = money[list(lines.project.lines)].sum(axis=1)
    assert total.tolist() == pytest.approx(lines.project.before_tax.tolist(), abs=1e-4)


@pytest.mark.parametrize("name", ["capacity", "cash-flow"])
def test_the_figures_are_drawn(folder: Path, name: str) -> None:
    picture = mpimg.imread(folder / "figures" / f"{name}.png")
    assert picture.shape[1] > 900
    assert picture[..., :3].std() > 0.05


def test_two_rates_are_both_shown() -> None:
    assert rates(Worth(0.0, (0.1, 0.2), None, None, None)) == "10.00 or 20.00 %"


def test_a_case_without_a_project_says_nothing_of_it() -> None:
    case = Case.load("jiangxi-2025").changed(ageing=None, economics=None)
    text = printed(evaluate(case))
    assert "IRR" not in text
    assert "What becomes of the battery" not in text
