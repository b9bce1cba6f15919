"""The workbook by its own formulas: calculated here, and held against the program's numbers."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from optdispatch.errors import CertificateError
from optdispatch.finance import Economics, appraise
from optdispatch.report.workbook import write_workbook
from optdispatch.report.workbook.compose import compose
from optdispatch.report.workbook.formula import Calculation
from optdispatch.report.workbook.formula.grammar import references
from optdispatch.report.workbook.terms import Term
from optdispatch.report.workbook.terms import terms as listed
from optdispatch.study import OPTIMUM
from optdispatch.study.wear import Wear
from tests.report.outcomes import eight_hours, july
from tests.report.workbooks import (
    TERMS,
    apart,
    changed,
    expected,
    figures,
    party_lines,
    reference,
    terms,
    under,
    written,
)

YELLOW = "00FFFCE0"


def inputs(book: Workbook, economics: Economics) -> dict[str, tuple[str, Term]]:
    """Cells that are coloured as inputs, by their place in the case."""
    paths = {t.name: t for t in listed(changed(economics, {}), "", "CNY") if t.is_number}
    cells = {n: d.attr_text for n, d in book.defined_names.items() if ":" not in d.attr_text}
    found = {paths[n].path: (cell, paths[n]) for n, cell in cells.items() if n in paths}
    return {path: (cell, term) for path, (cell, term) in found.items() if _is_yellow(book, cell)}


def _is_yellow(book: Workbook, cell: str) -> bool:
    return bool(_cell(book, cell).fill.start_color.rgb == YELLOW)


def _cell(book: Workbook, reference: str) -> Any:
    sheet, _, cell = reference.replace("$", "").rpartition("!")
    return book[sheet.strip("'")][cell]


def other(term: Term) -> float:
    """Another number that a term may be."""
    value = float(term.value)
    if term.path.endswith("payments_per_year"):
        return 12
    if term.path.endswith("loan.years"):
        return value - 1
    if term.whole:
        return value + 1
    if term.share:
        return value + 0.03 if value < 0.5 else value - 0.07
    return 1.13 * value or 1.5


@contextmanager
def typed(book: Workbook, values: dict[str, float]) -> Iterator[Calculation]:
    """The workbook with numbers typed into some cells, calculated anew."""
    before = {cell: _cell(book, cell).value for cell in values}
    try:
        for cell, value in values.items():
            _cell(book, cell).value = value
        yield Calculation(book)
    finally:
        for cell, value in before.items():
            _cell(book, cell).value = value


@pytest.mark.parametrize("name", TERMS)
def test_every_input_at_once(name: str) -> None:
    """Under any terms, what is typed into the inputs is what is calculated with."""
    economics, book = terms(name), written(name)
    live = inputs(book, economics)
    new = {path: other(term) for path, (_, term) in live.items()}
    wanted = appraise(changed(economics, new), reference().projects[OPTIMUM].yearly)
    with typed(book, {cell: new[path] for path, (cell, _) in live.items()}) as now:
        assert apart(figures(now.value, book), expected(wanted)) == {}
        if wanted.split:
            for party, row in party_lines(book):
                flow = [now.value(f"Parties!{column}{row}") for column in "DEFGHIJKLMNOPQRSTUV"]
                if party in wanted.split.flows:
                    assert flow == pytest.approx(wanted.split.flows[party].tolist(), abs=1e-4)


def test_each_input_alone() -> None:
    economics, book = terms("tax holiday"), written("tax holiday")
    yearly, live = reference().projects[OPTIMUM].yearly, inputs(book, economics)
    assert {"capex.per_kwh", "loan.rate", "om.per_kwh_year", "income_tax.holiday.3"} <= set(live)
    for path, (cell, term) in live.items():
        new = other(term)
        wanted = expected(appraise(changed(economics, {path: new}), yearly))
        with typed(book, {cell: new}) as now:
            assert apart(figures(now.value, book), wanted) == {}, path


def test_inputs_are_those_that_formulas_read() -> None:
    for name in ("reference", "other revenues", "lease with contract", "bare"):
        book: Any = written(name)
        formulas = [c.value for s in book for row in s for c in row if c.data_type == "f"]
        read = {reference for formula in formulas for reference in references(formula)}
        for term, defined in book.defined_names.items():
            if ":" in defined.attr_text or term in {"power_kw", "energy_kwh", "loan_share"}:
                continue
            vector = term.rpartition("_")[0]
            assert _is_yellow(book, defined.attr_text) == bool({term, vector} & read), term


@pytest.mark.parametrize("name", TERMS)
def test_no_number_of_the_terms_is_ignored(name: str) -> None:
    """Each can be changed, but for the columns, and what others imply or leave no room for."""
    economics = terms(name)
    numbers = {t.path for t in listed(changed(economics, {}), "", "CNY") if t.is_number}
    implied = {"life_years", "loan.share"}
    implied |= {"equity_share"} if economics.loan is None else set()
    implied |= {"host_share"} if economics.mode else set()
    assert numbers - set(inputs(written(name), economics)) <= implied


@settings(max_examples=6)
@given(data=st.data())
def test_any_years(data: st.DataObject) -> None:
    """Losses, replacements and loans of any year: each formula gives what the program does."""

    def years(low: float, high: float) -> Any:
        return np.array(data.draw(st.lists(st.floats(low, high), min_size=18, max_size=18)))

    bought = np.zeros(18)
    bought[data.draw(st.lists(st.integers(0, 17), max_size=3, unique=True))] = 800.0
    yearly = replace(
        reference().projects[OPTIMUM].yearly,
        revenue={"energy": years(-2e5, 6e5).round(2), "demand": years(0, 1e5).round(2)},
        replaced_kwh=bought,
    )
    tax = {"rate": 0.25, "losses": {"kind": "carried_forward", "years": data.draw(years_kept)}}
    loan = {"kind": data.draw(loans), "rate": 0.05, "years": data.draw(st.integers(1, 18))}
    paid = {"accounting": data.draw(accounts), "funded_by": data.draw(funds), "per_kwh": 350}
    economics = terms("reference").changed(
        income_tax=tax,
        loan=loan,
        replacement=paid,
        depreciation={"years": data.draw(st.integers(1, 25)), "residual_share": 0.05},
    )
    compose(under(economics, yearly))


years_kept = st.integers(0, 20)
loans = st.sampled_from(["equal_principal", "annuity", "bullet"])
accounts = st.sampled_from(["capitalised", "expensed"])
funds = st.sampled_from(["equity", "loan"])


def test_a_formula_that_gives_something_else_is_refused() -> None:
    outcome = under(terms("reference"))
    project = outcome.projects[OPTIMUM]
    cheaper = appraise(terms("reference").changed(capex={"per_kwh": 1000}), project.yearly)
    wrong = replace(outcome, projects={OPTIMUM: replace(project, cash=cheaper)})
    with pytest.raises(CertificateError, match=r"^workbook: 'Cash flow'!\w+, .*, gives"):
        compose(wrong)


def test_what_is_stored_is_what_is_calculated(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(under(terms("shared savings")), path)
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    calculation = Calculation(formulas)
    for sheet in formulas.sheetnames:
        for at, value in calculation.formulas(sheet).items():
            stored = values[sheet][at].value
            wanted = getattr(value, "code", value)
            # A reader takes an empty text for nothing, and openpyxl writes 16 digits.
            assert stored == (wanted if isinstance(wanted, str) else pytest.approx(wanted)) or (
                stored is None and wanted == ""
            ), at


def test_the_same_outcome_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(reference(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert [p.name for p in tmp_path.iterdir()] in (["a.xlsx", "b.xlsx"], ["b.xlsx", "a.xlsx"])


def test_text_is_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(under(terms("other revenues")), path)
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row]
    lines = [cell for cell in cells if cell.value == "=容量租赁"]
    assert lines
    assert {cell.data_type for cell in lines} == {"s"}
    assert any("江西省工商业两部制" in str(cell.value) for cell in cells)


def test_sheets_print_on_a4_and_hold_no_macros(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(under(terms("owner invested")), path)
    book: Any = load_workbook(path)
    names = ["Cover", "Inputs", "Dispatch", "Bill", "Lifetime", "Cash flow", "Schedules"]
    names += ["Payback", "Metrics", "Parties", "Charts", "Chart data"]
    assert book.sheetnames == names
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(book[name].freeze_panes for name in ("Inputs", "Cash flow", "Schedules", "Bill"))
    assert len(book["Charts"]._charts) == 5
    assert not [name for name in zipfile.ZipFile(path).namelist() if "vba" in name.lower()]


@pytest.mark.parametrize("outcome", [july, eight_hours])
def test_a_case_without_economics(outcome: Any) -> None:
    book, values = compose(outcome())
    assert {"Cover", "Inputs", "Dispatch", "Bill", "Charts"} <= set(book.sheetnames)
    assert "Cash flow" not in book.sheetnames
    ledger, sheet = outcome().ledger, book["Bill"]
    totals = next(row for row in sheet.iter_rows() if row[0].value == "total")
    for cell, way in zip(totals[1:], ledger.columns, strict=False):
        assert values["Bill"][cell.coordinate] == pytest.approx(ledger[way]["total"])


def test_an_ageing_without_economics_has_a_lifetime() -> None:
    outcome = reference()
    project = replace(outcome.projects[OPTIMUM], cash=None)
    case = outcome.case.model_copy(update={"economics": None})
    book, _ = compose(replace(outcome, case=case, projects={OPTIMUM: project}))
    assert "Lifetime" in book.sheetnames
    assert not {"Cash flow", "Metrics"} & set(book.sheetnames)


def test_a_mode_without_formulas_is_shown_by_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optdispatch.report.workbook.parties.share", lambda *_: None)
    outcome = under(terms("direct lease"))
    sheet = compose(outcome)[0]["Parties"]
    rows = {row[0].value: [cell.value for cell in row[3:]] for row in sheet.iter_rows()}
    cash = outcome.projects[OPTIMUM].cash
    assert cash is not None
    assert cash.split is not None
    assert rows["flow of lessor"] == cash.split.flows["lessor"].tolist()
    assert "Parties, as planned: these values do not follow the inputs" in rows


def test_the_cover_says_by_which_wear_the_dispatch_was_steered() -> None:
    outcome = replace(reference(), wear=Wear("average", 0.0972, 2.0, 1.0))
    said = [str(cell.value) for (cell,) in compose(outcome)[0]["Cover"].iter_rows(max_col=1)]
    assert [text for text in said if "0.0972 CNY/kWh, found from the planned prices" in text]
