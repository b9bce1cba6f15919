"""What a sensitivity looks like: in the terminal, as a tornado, as lines."""

from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest
from rich.console import Console

from optdispatch import Case
from optdispatch.errors import OutputError
from optdispatch.report.figures.canvas import look, save
from optdispatch.report.figures.sensitivity import drawn, lines, tornado
from optdispatch.report.style import LOAD, OPTIMUM, RULE
from optdispatch.report.terminal.sensitivity import sensitivities
from optdispatch.report.write_sensitivity import write_sensitivity
from optdispatch.study.sensitivity import BASE, Point, Sensitivity

CASE = Case.load("jiangxi-2025")
MEASURES = ("saving_year_1", "npv_after_tax", "irr_after_tax", "payback_after_tax_years")


def point(axis: str, step: str, npv: float, irr: float | None, **fields: Any) -> Point:
    """A point whose payback is never reached where its return is not there."""
    measured = (400_000.0, npv, irr, None if irr is None else 12.0)
    usual = {"factor": None, "value": None} | fields
    return Point(axis, step=step, measures=dict(zip(MEASURES, measured, strict=True)), **usual)


@pytest.fixture
def found() -> Sensitivity:
    points = (
        point("loan_rate", "× 0.85", 300_000, 0.04, factor=0.85, value=0.0306),
        point("loan_rate", "× 1.15", 300_000, 0.04, factor=1.15, value=0.0414),
        point("energy_price", "× 0.85", -200_000, None, factor=0.85, value=0.38),
        point("energy_price", "× 1.15", 800_000, 0.07, factor=1.15, value=0.52),
        point("economics.loan.kind", "= annuity", 310_000, 0.041, value="annuity"),
        point("system_cost", "× 0.85", 700_000, 0.06, factor=0.85),
        point("system_cost", "× 1.15", -100_000, 0.01, factor=1.15),
    )
    base = point(BASE, "", 300_000, 0.04, factor=1.0)
    return Sensitivity(CASE, base, points, ("left out: a step",))


def text(found: Sensitivity, width: int = 100) -> str:
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(sensitivities(found))
    return captured.get()


def test_the_terminal_shows_what_matters_most_first(found: Sensitivity) -> None:
    lines_ = text(found).splitlines()
    names: tuple[str, ...] = (
        BASE,
        "energy_price × 0.85",
        "energy_price × 1.15",
        "system_cost × 0.85",
    )
    names += ("loan.kind = annuity", "loan_rate × 0.85")
    at = {n: next(i for i, line in enumerate(lines_) if line.startswith(n)) for n in names}
    assert list(at.values()) == sorted(at.values())
    assert lines_[at["energy_price × 0.85"]].split() == [
        "energy_price",
        "×",
        "0.85",
        "400,000",
        "−200,000",
        "none",
        "none",
    ]
    assert lines_[at[BASE]].split()[-4:] == ["300,000", "4.00", "%", "12.00"]
    assert "tariff.charges.energy.price.components.energy_purchase" in text(found)
    assert "left out: a step" in text(found)
    assert "nan" not in text(found).lower()


def test_a_tornado_has_a_bar_on_each_side(found: Sensitivity) -> None:
    with look():
        (ax,) = tornado(found, "npv_after_tax").axes
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["energy price", "system cost", "loan kind", "loan rate"]
    boxes = {b: b.get_path().get_extents(b.get_patch_transform()) for b in ax.patches}
    assert 300 in {round(edge) for box in boxes.values() for edge in (box.x0, box.x1)}
    bars = {(round((b.y0 + b.y1) / 2), round(b.x0 + b.x1 - 600)): bar for bar, b in boxes.items()}
    assert sorted(bars) == [
        (0, -500),
        (0, 500),
        (1, -400),
        (1, 400),
        (2, 10),
    ]
    colours = {key: bar.get_facecolor() for key, bar in bars.items()}
    assert colours[0, 500] == pytest.approx(_rgba(RULE))
    assert colours[0, -500] == pytest.approx(_rgba(OPTIMUM))
    assert colours[1, 400] == pytest.approx(_rgba(OPTIMUM))
    assert colours[2, 10] == pytest.approx(_rgba(LOAD))
    words = [t.get_text() for t in ax.texts]
    assert "×0.85  −200,000" in words
    assert "annuity  310,000" in words
    assert "no effect" in words


def test_a_tornado_says_where_there_is_no_such_number(found: Sensitivity) -> None:
    with look():
        (ax,) = tornado(found, "irr_after_tax").axes
    assert "×0.85  none" in [t.get_text() for t in ax.texts]
    assert all(np.isfinite(bar.get_extents().bounds).all() for bar in ax.patches)


def test_a_tornado_of_a_case_without_the_number_still_stands(found: Sensitivity) -> None:
    nowhere = Sensitivity(CASE, point(BASE, "", 1.0, None, factor=1.0), found.points[2:3])
    with look():
        (ax,) = tornado(nowhere, "irr_after_tax").axes
        lines(nowhere, "irr_after_tax")
    assert np.isfinite(ax.get_xlim()).all()


def test_lines_pass_through_the_case_as_it_is(found: Sensitivity) -> None:
    with look():
        (ax,) = lines(found, "irr_after_tax").axes
    drawn_ = {str(line.get_label()): line for line in ax.lines}
    assert {"system cost", "energy price", "loan rate"} <= set(drawn_)
    assert "loan kind" not in drawn_
    xy = np.asarray(drawn_["system cost"].get_xydata())
    assert xy.tolist() == pytest.approx(np.array([[-15, 6], [0, 4], [15, 1]]))
    assert len(np.asarray(drawn_["energy price"].get_xydata())) == 2


def test_files_are_written_whole(found: Sensitivity, tmp_path: Path) -> None:
    written = write_sensitivity(found, tmp_path / "out")
    assert [path.name for path in written] == [
        "sensitivity.csv",
        "tornado-npv-after-tax.png",
        "lines-npv-after-tax.png",
        "tornado-irr-after-tax.png",
        "lines-irr-after-tax.png",
    ]
    assert {p.name for p in (tmp_path / "out").iterdir()} == {path.name for path in written}
    for path in written[1:]:
        assert len(np.unique(matplotlib.image.imread(path)[::4, ::4, 0])) > 5
    text_ = written[0].read_text(encoding="utf-8")
    assert text_.splitlines()[0] == "axis,value,factor," + ",".join(MEASURES)
    assert "nan" not in text_.lower()


def test_a_folder_that_cannot_be_written(found: Sensitivity, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_sensitivity(found, tmp_path / "file" / "out")


def test_figures_are_of_what_the_case_has(found: Sensitivity, tmp_path: Path) -> None:
    assert drawn(found) == ("npv_after_tax", "irr_after_tax")
    poor = Point(BASE, 1.0, None, "", {"saving_year_1": 1.0})
    assert drawn(Sensitivity(CASE, poor, ())) == ("saving_year_1",)
    assert [path.name for path in write_sensitivity(Sensitivity(CASE, poor, ()), tmp_path)] == [
        "sensitivity.csv"
    ]
    with look():
        save(tornado(found, "npv_after_tax"), tmp_path / "a.png")
        save(tornado(found, "npv_after_tax"), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def _rgba(colour: str) -> tuple[float, ...]:
    return (*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0)
