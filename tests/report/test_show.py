import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from optdispatch.errors import CatalogError, InputError
from optdispatch.report.shelves import Entry, entries, find, shelves
from optdispatch.report.terminal.show import show


def shown(name: str, *options: str, width: int = 80) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(show(find(name, options)))
    return file.getvalue()


def row(printed: str, label: str) -> str:
    """The 48 letters of the first row of a grid."""
    found = re.search(rf"^ *{label} (.{{48}})$", printed, re.MULTILINE)
    assert found, f"no row {label!r}"
    return found[1]


def at(letters: str, start: str, stop: str) -> set[str]:
    first, last = (int(c[:2]) * 2 + int(c[3:]) // 30 for c in (start, stop))
    return set(letters[first:last])


def test_the_hours_of_jiangxi_are_those_of_its_document() -> None:
    """赣发改价管〔2025〕463号."""
    printed = shown("china/jiangxi/2025-07")
    january = row(printed, "Jan")
    assert at(january, "00:00", "06:00") == {"v"}
    assert at(january, "09:00", "12:00") == {"p"}
    assert at(january, "18:00", "20:00") == {"s"}
    assert at(january, "20:00", "21:00") == {"p"}
    july = row(printed, "Jul")
    assert at(july, "20:30", "22:30") == {"s"}
    assert at(july, "12:00", "14:00") == {"d"}
    assert at(july, "11:30", "12:00") | at(july, "14:00", "14:30") == {"v"}
    assert at(row(printed, "Feb"), "12:00", "14:00") == {"f"}


def test_the_prices_of_jiangxi_are_those_of_july_2025() -> None:
    printed = shown("china/jiangxi/2025-07")
    for price in ("1.0221645", "0.9322965", "0.6626925", "0.3930885", "0.3481545"):
        assert price in printed
    assert "Spring Festival" in printed
    assert "confidence  high" in printed
    assert "463号" in printed
    assert "price_per_kw_month 42" in printed


def test_kinds_of_day_that_differ_have_their_own_hours() -> None:
    printed = shown("demo/two-rate")
    work, rest = printed.split("Periods by month and hour, ")[1:]
    assert work.startswith("workdays")
    assert rest.startswith("rest days, holidays")
    assert at(row(work, "Jan"), "16:00", "22:00") == {"p"}
    assert set(row(rest, "Jan")) == {"o"}


def test_colours_where_there_is_a_terminal() -> None:
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=True, color_system="truecolor")
    console.print(show(find("china/jiangxi/2025-07")))
    assert "48;2;215;48;31" in file.getvalue()


def test_a_rule_is_drawn_as_hours() -> None:
    february = row(shown("rules/jiangxi-2025"), "Feb")
    assert at(february, "00:00", "06:00") == {"c"}
    assert at(february, "16:00", "22:00") == {"d"}
    assert at(february, "06:00", "16:00") == {"·"}


def test_a_battery_and_what_follows_from_it() -> None:
    printed = shown("batteries/jiangxi-study")
    assert "efficiency_discharge  0.88" in printed
    assert "1,800 kWh, 1.8 h at rated power" in printed


def test_a_name_on_two_shelves_shows_both() -> None:
    assert [s.where for s in find("jiangxi-2025")][:1] == ["models/cases/jiangxi-2025"]
    assert "models/rules/jiangxi-2025" in [s.where for s in find("jiangxi-2025")]
    assert [s.where for s in find("rules/jiangxi-2025")] == ["models/rules/jiangxi-2025"]
    assert [s.where for s in find("two-rate")] == ["tariffs/demo/two-rate"]


def test_a_file_is_shown_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kind: peak_shaving\nthreshold_kw: 900\n", encoding="utf-8")
    printed = shown(str(path), width=300)
    assert "threshold_kw  900" in printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind: peak_shaving\nthreshold: 900\n", "unknown 'threshold'; nearest: threshold_kw"),
        ("charges: []\nname: x\n", "currency"),
        ("- 1\n", "should hold fields"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(says)) as caught:
        find(str(path))
    assert "\n" not in str(caught.value)


def test_a_name_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(CatalogError, match=r"no 'jiangxi-2024' on any shelf; nearest: jiangxi-"):
        find("jiangxi-2024")
    with pytest.raises(CatalogError, match=r"no shelf 'tarifs'; nearest: tariffs"):
        entries("tarifs")
    with pytest.raises(InputError, match="mall: only a tariff has options"):
        find("mall", ["35 kV"])


@pytest.mark.parametrize("entry", entries(), ids=lambda e: f"{e.shelf}/{e.name}")
def test_everything_in_the_catalogue_can_be_listed_and_shown(entry: Entry) -> None:
    assert entry.about
    assert "\n" not in entry.about
    printed = shown(f"{entry.shelf}/{entry.name}")
    assert printed.startswith(f"{entry.shelf}/{entry.name}")
    assert len(printed.splitlines()) > 2


def test_shelves_may_be_named_in_short() -> None:
    assert {"tariffs", "models/cases", "models/rules"} <= set(shelves())
    assert entries("batteries") == entries("models/batteries")
    assert {e.shelf for e in entries("models")} == set(shelves()) - {"tariffs"}
    assert set(entries()) == {e for shelf in shelves() for e in entries(shelf)}
