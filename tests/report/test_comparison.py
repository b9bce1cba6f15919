"""Cases side by side: the same numbers as each case's own document."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from optdispatch import Case, InputError, evaluate
from optdispatch.report.comparison import Comparison
from optdispatch.report.figures.overlay import overlays
from optdispatch.report.page import Made, comparison_page
from optdispatch.report.site import prices
from optdispatch.report.terminal.compare import compare
from optdispatch.report.words import LANGUAGES, Words
from optdispatch.study import OPTIMUM
from tests.cli.doors import call, refused, site
from tests.report.outcomes import eight_hours, flat, july, plant
from tests.report.test_page import Numbers, looked_up


@cache
def tariffs() -> Comparison:
    """The old tariff and the new."""
    both = (Case.load("jiangxi-old"), Case.load("jiangxi-2025"))
    return Comparison.of([evaluate(case) for case in both])


def printed(found: Comparison) -> str:
    console = Console(width=96, force_terminal=False)
    with console.capture() as captured:
        console.print(compare(found))
    return captured.get()


def test_the_terminal_shows_the_numbers_of_each_case() -> None:
    text = printed(tariffs())
    old, new = tariffs().outcomes
    row = next(line for line in text.splitlines() if line.startswith("saving  "))
    said = [float(n.replace(",", "")) for n in row.split()[1:]]
    assert said == [round(old.saving()), round(new.saving())]
    assert "4.61 %" in text
    assert "never" in text
    assert re.search(r"time\.year +2024 \| 2025", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_quotes_the_documents(language: str) -> None:
    found = tariffs()
    text = comparison_page(found, Made("optdispatch compare", Words(language)))
    numbers = Numbers(text).found
    assert len(numbers) > 30
    for value, pointers, _ in numbers:
        there = [looked_up(found.documents, pointer) for pointer in pointers]
        assert there == [None] if value == "" else float(value) == pytest.approx(sum(there))
    assert "https://" not in text
    assert len(re.findall("<svg ", text)) == 4


def test_a_line_that_one_case_lacks() -> None:
    lines = {line.name: line for line in tariffs().ledger}
    assert lines["energy sharp"].at[0] is None
    at = lines["energy sharp"].at[1]
    assert at is not None
    assert at[-1] == OPTIMUM


def test_days_are_laid_over_each_other_on_the_finest_step() -> None:
    plates = overlays((plant(), flat()), ("a", "b"))
    assert [plate.name for plate in plates] == ["day-01", "day-04", "day-07", "day-10"]
    frame = plates[2].frame
    assert len(frame) == 24
    (where,) = [
        s
        for ring, s in zip(flat().case.horizon.rings, flat().case.horizon.slices, strict=True)
        if ring.label == "2026-07 workday" and ring.operating
    ]
    paid = prices(flat().case, flat().optimum.schedule).bought[where]
    np.testing.assert_allclose(frame["price, b [CNY/kWh]"].to_numpy(float), paid, atol=1e-6)
    months = overlays((plant(), july()), ("a", "b"))
    assert [plate.name for plate in months] == ["day-07"]


def test_two_of_one_name_are_told_apart() -> None:
    found = Comparison.of([plant(), plant()])
    assert found.names == ("1: plant", "2: plant")
    assert found.differences == {}
    assert "Nothing: the cases are alike." in printed(found)


def test_what_cannot_be_compared_is_one_line() -> None:
    with pytest.raises(InputError, match="cases in CNY and EUR cannot be compared"):
        Comparison.of([plant(), eight_hours()])
    with pytest.raises(InputError, match="needs two cases"):
        Comparison.of([plant()])


def test_the_command(tmp_path: Path) -> None:
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    path = site(tmp_path, time=time)
    refused(call("compare", path), "needs two cases or more")
    refused(call("compare", path, tmp_path / "no.yaml"), "no.yaml")
    refused(call("compare", path, path, "--report", tmp_path / "x.pdf"), "should end in .html")
    result = call("compare", path, path, "--report", tmp_path / "x.html", "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert "1: site" in result.stdout
    assert "算例对比" in (tmp_path / "x.html").read_text("utf-8")
