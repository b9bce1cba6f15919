from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from optdispatch.report.figures.album import Page, album
from optdispatch.report.figures.canvas import look, save
from optdispatch.report.site import soc
from optdispatch.report.style import OPTIMUM
from tests.report.outcomes import eight_hours, flat, july, plant


def drawn(pages: tuple[Page, ...], name: str) -> Figure:
    figure: Figure = next(page for page in pages if page.name == name).draw()
    return figure


def is_blank(path: Path) -> bool:
    red, green, blue = (255 * matplotlib.image.imread(path)[::3, ::3, :3]).astype(int).T
    return len(np.unique(red * 65536 + green * 256 + blue)) < 20


def test_day_types_that_look_alike_share_a_figure() -> None:
    assert [page.name for page in album(flat())] == [
        "2026-01-workday",
        "2026-02-workday",
        "2026-02-holiday-spring-festival",
        "2026-03-workday",
        "2026-07-workday",
        "2026-09-workday",
    ]


def test_others_have_their_own_but_not_where_storage_rests() -> None:
    operating = [s for s in plant().strategies if s.operating]
    names = [page.name for page in album(plant())]
    assert len(operating) < len(plant().strategies)
    assert len(set(names)) == len(names) == len(operating)


def test_every_operating_day_is_in_a_title() -> None:
    """Titles end in the days that they stand for."""
    with look():
        titles = [page.draw().texts[0].get_text() for page in album(flat())]
    days = sum(float(t.replace("\n", " ").split(" · ")[-1].split()[0]) for t in titles)
    assert days == pytest.approx(330, abs=0.1)


def test_a_month_has_its_figure_and_a_map() -> None:
    names = [page.name for page in album(july())]
    assert names == ["2026-07", "storage-power", "storage-soc"]


def test_a_few_hours_have_one_figure() -> None:
    assert [page.name for page in album(eight_hours())] == ["2026-01-05"]


def test_panels_of_a_day_share_the_clock_and_name_their_units() -> None:
    figure = drawn(album(plant()), "2026-02-holiday-spring-festival")
    assert len(figure.axes) == 4
    assert [ax.get_ylabel().replace("\n", " ") for ax in figure.axes] == [
        "price CNY/kWh",
        "power kW",
        "← charge  discharge → kW",
        "state of charge, %",
    ]
    assert {ax.get_xlim() for ax in figure.axes} == {(0.0, 24.0)}
    assert figure.axes[-1].get_xlabel() == "local time"
    words = " ".join(t.get_text() for t in figure.texts)
    assert "Feb · holiday (Spring Festival)" in words
    assert "CNY a day" in words


def test_the_drawn_state_of_charge_is_that_of_the_schedule() -> None:
    outcome = plant()
    ring = next(i for i, s in enumerate(outcome.strategies) if "Spring Festival" in s.label)
    where = outcome.case.horizon.slices[ring]
    figure = drawn(album(outcome), "2026-02-holiday-spring-festival")
    line = next(x for x in figure.axes[3].lines if x.get_color() == OPTIMUM)
    level = 100 * soc(outcome.case, outcome.optimum.schedule)[where]
    points = np.asarray(line.get_ydata(), dtype=float)
    np.testing.assert_allclose(points, [level[-1], *level])
    assert points.min() >= 5 - 1e-6
    assert points.max() <= 95 + 1e-6


def test_a_chain_begins_where_the_case_says() -> None:
    figure = drawn(album(eight_hours()), "2026-01-05")
    points = np.asarray(figure.axes[3].lines[0].get_ydata(), dtype=float)
    assert len(points) == 9
    assert points[0] == 0
    assert points[-1] == pytest.approx(0, abs=1e-6)


def test_the_map_has_a_column_a_day() -> None:
    figure = drawn(album(july()), "storage-power")
    mesh = figure.axes[0].collections[0]
    assert np.asarray(mesh.get_array()).shape == (24, 31)


def test_the_map_of_the_state_of_charge_shows_what_is_stored() -> None:
    outcome = july()
    figure = drawn(album(outcome), "storage-soc")
    shown = np.asarray(figure.axes[0].collections[0].get_array(), dtype=float)
    (storage,) = outcome.case.storages
    stored = outcome.optimum.schedule.stores[storage.name].energy_kwh.reshape(31, 24).T
    full = getattr(storage, "energy_kwh")  # noqa: B009 - of a battery
    assert shown == pytest.approx(100 * stored / full)


@pytest.mark.parametrize("make", [plant, july, eight_hours], ids=lambda m: m.__name__)
def test_figures_are_not_blank(make: object, tmp_path: Path) -> None:
    assert callable(make)
    with look():
        for page in (album(make())[0], album(make())[-1]):
            path = tmp_path / f"{page.name}.png"
            save(page.draw(), path)
            assert not is_blank(path), page.name


def test_the_same_figure_is_the_same_file(tmp_path: Path) -> None:
    page = album(eight_hours())[0]
    with look():
        for name in ("a.png", "b.png"):
            save(page.draw(), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
