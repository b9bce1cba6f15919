"""The workbook in a spreadsheet that knows nothing of this program.

LibreOffice opens each file, calculates every formula anew, and says what it finds; so it does
when prices and terms are typed into the sheet of inputs. That is what the case says, planned
with the same change.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from optdispatch.finance import CashFlow, appraise
from optdispatch.report.workbook import write_workbook
from optdispatch.report.workbook.formula import Calculation, Fault
from optdispatch.study import OPTIMUM, evaluate
from tests.report.workbooks import (
    apart,
    changed,
    expected,
    figures,
    party_lines,
    reference,
    terms,
    under,
)

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="needs LibreOffice (`soffice` on the PATH) to calculate a workbook"
)
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Setting by which LibreOffice calculates a file anew, whatever values are stored in it."""
DEARER = {"capex.per_kwh": 1265.0}
OTHER = {"capex.per_kwh": 1003.5, "om.per_kwh_year": 61.0, "discount_rate": 0.045}


@dataclass(frozen=True)
class Typed:
    """Some terms, and what is typed into their workbook."""

    terms: str
    values: dict[str, float]

    @property
    def file(self) -> str:
        """Name of its file."""
        own = [path for path in self.values if path not in OTHER or self.terms == "reference"]
        return "-".join([self.terms, *own]).replace(" ", "-").replace(".", "_") + ".xlsx"

    def wanted(self) -> CashFlow:
        """What the program says of it."""
        economics = changed(terms(self.terms), self.values)
        return appraise(economics, reference().projects[OPTIMUM].yearly)


CASES = [
    Typed("reference", {}),
    Typed("reference", DEARER),
    Typed("reference", {"loan.rate": 0.061}),
    Typed("reference", DEARER | {"loan.rate": 0.061}),
    Typed("annuity", OTHER | {"loan.rate": 0.061, "loan.years": 9, "equity_share": 0.35}),
    Typed("bullet", OTHER | {"loan.rate": 0.0}),
    Typed("expensed replacement", OTHER | {"replacement.fixed_per_event": 20_000.0}),
    Typed("loan covers replacement", OTHER | {"loan.years": 14}),
    Typed("no VAT", OTHER | {"residual_share": 0.12, "replacement.per_kwh": 500.0}),
    Typed("tax holiday", OTHER | {"income_tax.holiday.2": 0.5, "income_tax.rate": 0.15}),
    Typed("losses", OTHER | {"income_tax.losses.years": 7, "depreciation.years": 3}),
    Typed("VAT within a host", OTHER | {"vat.rate": 0.09, "insurance.share_of_capex": 0.01}),
    Typed("other revenues", OTHER | {"host_share": 0.2, "other_revenues.1.last_year": 6}),
    Typed("shared savings", OTHER | {"mode.contract_years": 11}),
    Typed("lease with contract", OTHER | {"mode.lease.rate": 0.07, "mode.lease.years": 6}),
    Typed("lease in advance", OTHER | {"mode.lease.deposit_share": 0.1}),
]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with every file as LibreOffice calculates it, all in one run."""
    folder = tmp_path_factory.mktemp("books")
    for name in {case.terms for case in CASES}:
        write_workbook(under(terms(name)), folder / f"{name} as planned.xlsx")
    for case in CASES:
        _type(folder / f"{case.terms} as planned.xlsx", folder / case.file, case.values)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    files = [str(folder / case.file) for case in CASES]
    settings = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command = [str(OFFICE), *settings, "--outdir", str(folder / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    yield folder / "out"


def _type(source: Path, target: Path, values: dict[str, float]) -> None:
    """Type numbers into the inputs; openpyxl drops every stored value when it saves.

    What nothing refers to is left out, but for the reference, which is calculated as a whole.
    """
    if not values:
        shutil.copy(source, target)
        return
    book = load_workbook(source)
    for path, value in values.items():
        defined = book.defined_names[path.replace(".", "_")].attr_text
        book["Inputs"][defined.replace("$", "").rpartition("!")[2]].value = value
    for name in ("Charts", "Chart data", "Cover", "Dispatch", "Bill"):
        del book[name]
    book.save(target)


def _read(path: Path) -> tuple[Workbook, dict[str, Any]]:
    book = load_workbook(path, data_only=True)

    def value(at: str) -> Any:
        sheet, _, cell = at.rpartition("!")
        return book[sheet][cell].value

    return book, figures(value, book)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.removesuffix(".xlsx"))
def test_spreadsheet_and_program_agree(calculated: Path, case: Typed) -> None:
    book, found = _read(calculated / case.file)
    wanted = case.wanted()
    assert apart(found, expected(wanted)) == {}
    if wanted.split:
        for party, row in party_lines(book):
            if party in wanted.split.flows:
                flow = [book["Parties"].cell(row, 4 + t).value for t in range(19)]
                assert flow == pytest.approx(wanted.split.flows[party].tolist(), abs=1e-4)


@pytest.mark.parametrize("values", [{}, DEARER, DEARER | {"loan.rate": 0.061}], ids=str)
def test_the_same_case_planned_with_the_change(calculated: Path, values: dict[str, float]) -> None:
    """Done when: IRR, NPV and payback are ours, before and after the inputs are changed."""
    economics = changed(terms("reference"), values)
    outcome = evaluate(reference().case.changed(economics=economics))
    cash = outcome.projects[OPTIMUM].cash
    assert cash is not None
    _, found = _read(calculated / Typed("reference", values).file)
    assert apart(found, expected(cash)) == {}


def test_the_numbers_of_the_study(calculated: Path) -> None:
    _, found = _read(calculated / Typed("reference", {}).file)
    assert found["internal rate of return project_before_tax"] == pytest.approx(0.0620, abs=5e-5)
    assert found["internal rate of return project_after_tax"] == pytest.approx(0.0461, abs=5e-5)
    assert found["discounted payback project_before_tax"] == pytest.approx(13.76, abs=0.005)
    assert found["discounted payback project_after_tax"] == pytest.approx(15.96, abs=0.005)
    _, found = _read(calculated / Typed("reference", DEARER).file)
    assert found["internal rate of return project_after_tax"] == pytest.approx(0.0329, abs=5e-5)


def test_no_cell_shows_an_error(calculated: Path) -> None:
    for case in CASES:
        book = load_workbook(calculated / case.file, data_only=True)
        shown = [
            (sheet.title, cell.coordinate, cell.value)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "e" and sheet.title != "Chart data"
        ]
        assert shown == [], case.file


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.removesuffix(".xlsx"))
def test_every_formula_is_calculated_alike(calculated: Path, case: Typed) -> None:
    """By LibreOffice, and by the calculator whose values are stored in what is written."""
    book = load_workbook(calculated.parent / case.file)
    ours, theirs = Calculation(book), load_workbook(calculated / case.file, data_only=True)
    for sheet in book.sheetnames:
        wanted = {at: _plain(value) for at, value in ours.formulas(sheet).items()}
        found = {at: _plain(theirs[sheet][at].value) for at in wanted}
        assert apart(found, wanted, by=1e-7) == {}, sheet


def _plain(value: Any) -> Any:
    """A value as a file has it: an error by its name, an empty text as nothing."""
    return value.code if isinstance(value, Fault) else "" if value is None else value
