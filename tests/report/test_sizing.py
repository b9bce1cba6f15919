"""The figures and the words of sizes."""

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from optdispatch.case.sizing import Sizing
from optdispatch.report.figures.canvas import look
from optdispatch.report.figures.sizing import Frontier, SizeMap, Worths, plates
from optdispatch.report.terminal.sizing import sizes
from optdispatch.study.sizing import Sized, size
from tests.study.sizing.conftest import demand_site

ASKED = {"cabinet": {"power_kw": 15, "energy_kwh": 45}, "max_power_kw": 75, "max_energy_kwh": 225}


@pytest.fixture(scope="module", params=["cabinets", "apart"])
def found(request: pytest.FixtureRequest) -> Sized:
    best = {"cabinets": "npv", "apart": "bill"}[request.param]
    asked = ASKED | {"steps": request.param, "best": best, "budget": 60_000}
    return size(demand_site(), Sizing.of(asked, "a test"), map_steps=3)


def test_figures_show_what_was_run(found: Sized) -> None:
    size_map, frontier, worth = plates(found)
    assert isinstance(size_map, SizeMap)
    assert isinstance(frontier, Frontier)
    assert isinstance(worth, Worths)
    there = {p.place: p for p in found.points}
    number = found.terms.goal.number
    for n, i in enumerate(found.map[0]):
        row = [there[i, j].told(number) for j in found.map[1]]
        assert size_map.frame.iloc[n, 1:].to_numpy(float) * 1000 == pytest.approx(row, abs=1e-2)
    assert (np.diff(frontier.frame.iloc[:, 1]) > 0).all()
    assert (np.diff(frontier.at) > 0).all()
    saves = worth.frame["one more kW saves [USD/kW/year]"]
    assert saves.to_numpy() == pytest.approx([m.of_kw for m in found.margins], abs=1e-6)


def test_figures_are_drawn(found: Sized) -> None:
    with look():
        for plate in plates(found):
            figure = plate.draw()
            figure.canvas.draw()
            assert len(plate.frame) == len(plate.at)
            told = figure.axes[0].get_legend_handles_labels()[1]
            if plate.name == "map":
                assert {"the best size", "the budget"} <= set(told)
                assert ("whole cabinets" in told) is found.terms.lattice.tied


def test_the_report_says_the_size_its_neighbours_and_its_limits(found: Sized) -> None:
    console = Console(width=110, record=True, file=StringIO())
    console.print(sizes(found))
    text = console.export_text()
    best = found.best
    assert f"{best.power_kw:g} kW, {best.energy_kwh:g} kWh" in text
    assert "a budget of 60,000 USD" in text
    assert ("power and energy apart" in text) is not found.terms.lattice.tied
    assert text.count("one more k") == 2
