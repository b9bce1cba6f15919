"""The workbook in a spreadsheet that knows nothing of this program.

LibreOffice opens each file, calculates every formula anew, and says what it finds; so it does
when prices and terms are typed into the sheet of inputs. That is what the case says, planned
with the same change.
"""

import re
import shutil
import subprocess
import zipfile
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

    def __str__(self) -> str:
        """What a test is called."""
        own = [path for path in self.values if path not in OTHER or self.terms == "reference"]
        return ", ".join([self.terms, *own])

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


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LibreOffice's settings."""
    folder = tmp_path_factory.mktemp("profile")
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    return folder


@pytest.mark.parametrize("case", CASES, ids=str)
def test_spreadsheet_and_program_agree(case: Typed, profile: Path, tmp_path: Path) -> None:
    """Done when: IRR, NPV and payback are ours, as written and with other numbers typed in."""
    write_workbook(under(terms(case.terms)), tmp_path / "written.xlsx")
    typed = tmp_path / "typed.xlsx"
    _type(tmp_path / "written.xlsx", typed, case.values)
    shown = load_workbook(_calculated(typed, profile), data_only=True)
    wanted = case.wanted()
    assert apart(figures(lambda at: _value(shown, at), shown), expected(wanted)) == {}
    for party, row in party_lines(shown) if wanted.split else ():
        if wanted.split and party in wanted.split.flows:
            flow = [shown["Parties"].cell(row, 4 + t).value for t in range(19)]
            assert flow == pytest.approx(wanted.split.flows[party].tolist(), abs=1e-4)
    # Each formula alike, by LibreOffice and by the calculator whose values a file stores.
    book = load_workbook(typed)
    ours = Calculation(book)
    for sheet in book.sheetnames:
        found = {at: _plain(value) for at, value in ours.formulas(sheet).items()}
        assert apart({at: _plain(shown[sheet][at].value) for at in found}, found, 1e-7) == {}
        assert "#" not in {str(value)[:1] for value in found.values()}


@pytest.mark.parametrize("values", [{}, DEARER, DEARER | {"loan.rate": 0.061}], ids=str)
def test_terms_are_the_case_planned_with_them(values: dict[str, float]) -> None:
    """What the test above wants is what the whole case gives, dispatch and ageing anew."""
    economics = changed(terms("reference"), values)
    outcome = evaluate(reference().case.changed(economics=economics))
    cash = outcome.projects[OPTIMUM].cash
    assert cash is not None
    assert apart(expected(Typed("reference", values).wanted()), expected(cash), 1e-9) == {}


def _calculated(path: Path, profile: Path) -> Path:
    """The workbook as LibreOffice opens, calculates and saves it."""
    out = path.parent / "calculated"
    settings = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command = [str(OFFICE), *settings, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / path.name


def _type(source: Path, target: Path, values: dict[str, float]) -> None:
    """Type numbers into the inputs; openpyxl drops every stored value when it saves.

    What nothing refers to is left out, but for the reference, which is calculated as a whole.
    """
    if not values:
        _spoil(source, target)
        return
    book = load_workbook(source)
    for path, value in values.items():
        defined = book.defined_names[path.replace(".", "_")].attr_text
        book["Inputs"][defined.replace("$", "").rpartition("!")[2]].value = value
    for name in ("Charts", "Chart data", "Cover", "Dispatch", "Bill"):
        del book[name]
    book.save(target)


def _spoil(source: Path, target: Path) -> None:
    """Store a wrong value beside every formula, to see that it is not the one that is read."""
    with zipfile.ZipFile(source) as there, zipfile.ZipFile(target, "w") as spoilt:
        for name in there.namelist():
            wrong = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>77\2", there.read(name))
            spoilt.writestr(name, wrong)


def _value(book: Workbook, at: str) -> Any:
    sheet, _, cell = at.rpartition("!")
    return book[sheet][cell].value


def _plain(value: Any) -> Any:
    """A value as a file has it: an error by its name, an empty text as nothing."""
    return value.code if isinstance(value, Fault) else "" if value is None else value
