import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from optdispatch.report.figures import canvas
from optdispatch.report.figures.album import Days, album
from optdispatch.report.figures.canvas import drawable, han_font, look, save, svg
from optdispatch.report.figures.plate import Plate
from optdispatch.report.site import soc
from optdispatch.report.style import OPTIMUM
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome
from tests.report.outcomes import eight_hours, flat, july, plant

Make: TypeAlias = Callable[[], Outcome]
PEAKS = "demand-peaks"


def drawn(pages: tuple[Plate, ...], name: str) -> Figure:
    figure: Figure = next(page for page in pages if page.name == name).draw()
    return figure


def is_blank(path: Path) -> bool:
    red, green, blue = (255 * matplotlib.image.imread(path)[::3, ::3, :3]).astype(int).T
    return len(np.unique(red * 65536 + green * 256 + blue)) < 20


def test_day_types_that_look_alike_share_a_figure() -> None:
    assert [page.name for page in Days(flat()).plates] == [
        "2026-01-workday",
        "2026-02-workday",
        "2026-02-holiday-spring-festival",
        "2026-03-workday",
        "2026-07-workday",
        "2026-09-workday",
    ]


def test_others_have_their_own_but_not_where_storage_rests() -> None:
    operating = [s for s in plant().strategies if s.operating]
    names = [page.name for page in Days(plant()).plates]
    assert len(operating) < len(plant().strategies)
    assert len(set(names)) == len(names) == len(operating)


def test_every_operating_day_is_in_a_title() -> None:
    """Titles end in the days that they stand for."""
    with look():
        titles = [page.draw().texts[0].get_text() for page in Days(flat()).plates]
    days = sum(float(t.replace("\n", " ").split(" · ")[-1].split()[0]) for t in titles)
    assert days == pytest.approx(330, abs=0.1)


def test_a_month_has_its_figure_and_a_map() -> None:
    names = [page.name for page in album(july())]
    assert names == ["2026-07", "saving-by-line", "price", "storage-power", "storage-soc", PEAKS]


def test_a_few_hours_have_one_figure() -> None:
    assert [page.name for page in album(eight_hours())] == ["2026-01-05", "saving-by-line"]


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
    assert np.asarray(figure.axes[0].images[0].get_array()).shape == (24, 31)


def test_the_map_of_the_state_of_charge_shows_what_is_stored() -> None:
    outcome = july()
    figure = drawn(album(outcome), "storage-soc")
    shown = np.asarray(figure.axes[0].images[0].get_array(), dtype=float)
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


@pytest.mark.parametrize("make", [plant, july, eight_hours, flat], ids=lambda m: m.__name__)
def test_the_data_are_what_is_drawn(make: Make) -> None:
    """A row a place, the same number of places on the abscissa, and numbers everywhere."""
    for plate in album(make()):
        frame = plate.frame
        edges = len(plate.at) - 1 if plate.reading in {"steps", "map"} else len(plate.at)
        assert len(frame) == edges, plate.name
        assert len(set(frame.columns)) == len(frame.columns), plate.name
        if not plate.name.startswith("storage-"):  # a day at rest has no state of charge
            assert not frame.isna().any().any(), plate.name


def test_a_day_of_the_data_is_that_of_the_schedule() -> None:
    outcome = plant()
    ring = next(i for i, s in enumerate(outcome.strategies) if "Spring Festival" in s.label)
    where = outcome.case.horizon.slices[ring]
    plate = next(p for p in album(outcome) if "spring-festival" in p.name)
    frame, schedule = plate.frame, outcome.optimum.schedule
    power = schedule.storage_kw[where]
    np.testing.assert_allclose(frame["storage, optimum [kW]"].to_numpy(float), power, atol=1e-6)
    grid = (schedule.imported_kw - schedule.exported_kw)[where]
    np.testing.assert_allclose(frame["grid, optimum [kW]"].to_numpy(float), grid, atol=1e-6)
    assert frame["local time"].iloc[0] == "00:00"


def test_a_year_of_typical_days_has_a_column_a_real_day() -> None:
    outcome = plant()
    frame = next(p for p in album(outcome) if p.name == "price").frame
    assert frame.shape == (24, 366)
    assert list(frame.columns[[1, -1]]) == ["2026-01-01", "2026-12-31"]


def test_an_svg_is_well_formed_and_says_what_belongs_to_a_series() -> None:
    plate = Days(plant()).plates[0]
    with look():
        text = svg(plate.draw(), plate.name)
    root = ElementTree.fromstring(text)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(i).startswith(f"{plate.name}.") for i in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    shown = {e.get("data-series") for e in root.iter() if e.get("data-series")}
    named = {e.get("data-key") for e in root.iter() if e.get("data-key")}
    assert named == shown - {"import"}
    assert "optimum" in named
    words = {"".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")}
    assert "grid, optimum" in words


def test_the_words_of_an_svg_are_those_of_the_figure() -> None:
    for plate in album(flat()):
        with look():
            figure = plate.draw()
            root = ElementTree.fromstring(svg(figure, plate.name))
        drawn = " ".join("".join(e.itertext()) for e in root.iter() if e.tag.endswith("text"))
        legends = [ax.get_legend() for ax in figure.axes]
        said = [t.get_text() for found in legends if found for t in found.get_texts()]
        for text in [*said, *(t.get_text() for t in figure.texts)]:
            for line in filter(None, text.split("\n")):
                assert line in drawn, plate.name


def test_chinese_labels_are_drawn_where_there_is_a_font() -> None:
    if han_font() is None:
        pytest.skip("no font with Chinese letters on this machine")
    words = Words("zh")
    plate = Days(plant(), words).plates[0]
    with look(words), warnings.catch_warnings():
        warnings.simplefilter("error")
        text = svg(plate.draw(), plate.name)
    assert "荷电状态" in text
    assert "尖峰" in text


def test_without_a_font_figures_are_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawable(Words("zh")) == (Words("zh") if han_font() else ENGLISH)
    monkeypatch.setattr(canvas, "han_font", lambda: None)
    assert drawable(Words("zh")) == ENGLISH
