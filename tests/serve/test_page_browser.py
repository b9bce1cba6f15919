"""The page in a browser: Chromium, driven by Playwright, against a server of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml

from optdispatch import Case
from optdispatch.serve.session import Session
from tests.cli.doors import call, refused

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("nicegui", reason="the extra `serve` is not installed")

PATIENCE = 30_000
"""Of a test on a machine that does much else. [ms]"""


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def address(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of a server, which says its address just before it is there."""
    typed = [sys.executable, "-m", "optdispatch", "serve", "--port", str(port), "--no-browser"]
    folder = tmp_path_factory.mktemp("elsewhere")
    # NiceGUI behaves otherwise where it believes that it is tested itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    temporary = tmp_path_factory.mktemp("temporary")
    env["TMPDIR"] = str(temporary)
    server = subprocess.Popen(typed, stdout=subprocess.PIPE, text=True, cwd=folder, env=env)
    assert server.stdout is not None
    try:
        said = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in said
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.communicate(timeout=30)
    assert [*folder.iterdir(), *temporary.glob("optdispatch-*")] == []


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 1200})
    yield opened(context, address)
    context.close()


def opened(context: Any, address: str) -> Any:
    """A tab with the page; nothing is asked for elsewhere, and nothing is complained of."""
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    strange: list[str] = []
    tab.on("request", lambda asked: strange.append(asked.url) if foreign(asked.url) else None)
    tab.on("pageerror", lambda error: strange.append(str(error)))
    for attempt in range(40):
        try:
            tab.goto(address)
            break
        except sync_api.Error:
            assert attempt < 39
            tab.wait_for_timeout(250)
    tab.wait_for_selector("[data-testid=day] svg path", state="attached")
    assert strange == []
    return tab


def foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def told(tab: Any, name: str) -> str:
    text: str = tab.locator(f"[data-testid={name}]").inner_text()
    return text


def turn(tab: Any, knob: str, share: float) -> None:
    """Move a slider to a share of its way."""
    slider = tab.locator(f'[data-testid="{knob}"]')
    box = slider.bounding_box()
    slider.click(position={"x": max(1.0, share * (box["width"] - 2)), "y": box["height"] / 2})


def changes(tab: Any, name: str, before: str) -> str:
    """What is told in the end in place of what was told before."""
    sync_api.expect(tab.locator(f"[data-testid={name}]")).not_to_have_text(before, timeout=PATIENCE)
    return told(tab, name)


def test_a_slider_moves_day_ledger_saving_and_irr(tab: Any) -> None:
    before = {n: told(tab, n) for n in ("saving_year_1", "irr_after_tax", "ledger", "says")}
    drawn = tab.locator("[data-testid=day] svg").inner_html()
    assert before["irr_after_tax"] == "4.61 %"

    turn(tab, "battery power", 0.0)
    for name, said in before.items():
        changes(tab, name, said)
    assert told(tab, "saving_year_1") < before["saving_year_1"]
    tab.wait_for_function(
        "(drawn) => document.querySelector('[data-testid=day] svg').innerHTML != drawn", arg=drawn
    )


def test_work_is_shown_and_the_last_place_of_a_slider_counts(tab: Any, tmp_path: Path) -> None:
    busy = sync_api.expect(tab.locator("[data-testid=busy]"))
    busy.to_be_hidden()
    tab.locator("[data-testid=case]").click()
    tab.get_by_role("option", name="mall-guangdong").click()
    busy.to_be_visible()
    tab.locator('[data-testid="cabinets power"]').wait_for()
    busy.to_be_hidden(timeout=PATIENCE)
    for share in (0.9, 0.1, 0.7, 0.3, 0.0):
        turn(tab, "cabinets power", share)
    busy.to_be_visible()
    assert told(tab, "saving_year_1") != "", "what was found before stays on the page"
    busy.to_be_hidden(timeout=PATIENCE)
    last = Session.begin(tmp_path, "mall-guangdong").turn({"cabinets power": 250.0}).view
    assert told(tab, "saving_year_1") == last.numbers["saving_year_1"][1]


def test_on_a_telephone_nothing_is_cut(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    tab = opened(context, address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 400
    wide = "(table) => table.scrollWidth - table.clientWidth"
    assert tab.locator("[data-testid=ledger] .q-table__middle").evaluate(wide) == 0
    context.close()


def test_two_visitors_do_not_disturb_each_other(tab: Any, browser: Any, address: str) -> None:
    context = browser.new_context()
    other = opened(context, address)
    turn(tab, "capex", 0.0)
    changes(tab, "irr_after_tax", "4.61 %")

    assert told(other, "irr_after_tax") == "4.61 %"
    turn(other, "loan rate", 1.0)
    changes(other, "equity_irr_after_tax", told(tab, "equity_irr_after_tax"))
    assert told(other, "irr_after_tax") == "4.61 %"
    context.close()


def test_a_broken_meter_file_is_told_in_one_line(tab: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("time,power_kw\n2025-01-01 00:00,much\n2025-01-01 01:00,2\n", "utf-8")
    tab.locator(".q-uploader input[type=file]").nth(1).set_input_files(broken)

    reason = tab.locator("[role=alert]", has_text="broken.csv")
    reason.wait_for()
    assert len(reason.inner_text().splitlines()) == 1
    assert told(tab, "irr_after_tax") == "4.61 %"


def test_the_report_the_workbook_and_the_case_are_taken_home(tab: Any, tmp_path: Path) -> None:
    for name, suffix, begins in (
        ("case file", ".yaml", b"name: jiangxi-2025"),
        ("report", ".html", b"<!doctype html>"),
        ("workbook", ".xlsx", b"PK"),
    ):
        with tab.expect_download(timeout=2 * PATIENCE) as found:
            tab.get_by_role("button", name=name, exact=True).click()
        assert found.value.suggested_filename == f"jiangxi-2025{suffix}"
        path = tmp_path / found.value.suggested_filename
        found.value.save_as(path)
        assert path.read_bytes()[:100].lower().startswith(begins.lower())


def test_a_case_and_a_tariff_are_chosen_and_a_case_file_sent(tab: Any, tmp_path: Path) -> None:
    tab.locator("[data-testid=case]").click()
    tab.get_by_role("option", name="factory-jiangxi").click()
    changes(tab, "irr_after_tax", "4.61 %")
    assert tab.locator('[data-testid="cabinets power"]').is_visible()

    tab.get_by_label("tariff", exact=True).click()
    tab.get_by_role("option", name="demo/two-rate").click()
    tab.locator("[role=alert]", has_text="the tariff in USD").wait_for()
    assert tab.locator("[data-testid=case]").input_value() == "factory-jiangxi"

    content = Case.load("jiangxi-2025").changed(name="mine").model_dump(mode="json")
    mine = tmp_path / "mine.yaml"
    mine.write_text(yaml.safe_dump(content), encoding="utf-8")
    tab.locator(".q-uploader input[type=file]").first.set_input_files(mine)
    tab.locator('[data-testid="battery power"]').wait_for()
    assert told(tab, "irr_after_tax") == "4.61 %"
    assert tab.locator("[data-testid=case]").input_value() == ""


def test_a_request_that_is_too_large_or_from_elsewhere_is_refused(tab: Any, address: str) -> None:
    status = tab.evaluate(
        "async () => (await fetch('/', {method: 'POST', body: 'x'.repeat(21e6)})).status"
    )
    assert status == 413
    asked = Request(address, headers={"Host": "elsewhere.example"})
    with pytest.raises(OSError, match="400"):
        urlopen(asked)


def test_a_port_that_somebody_has_is_refused(address: str, port: int) -> None:
    said = refused(call("serve", "--port", str(port), "--no-browser"), "cannot be had")
    assert said.endswith("give another --port")
