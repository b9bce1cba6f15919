"""The sheet of inputs: what is calculated with first, then what was planned with.

Each number of the economics has a name, by its place in the case file: `loan.rate` is
`loan_rate`. It is marked as an input if a formula of the workbook reads it, and not otherwise.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from optdispatch.finance import Economics
from optdispatch.nouns import Noun
from optdispatch.report.workbook import look
from optdispatch.report.workbook.formula.grammar import references
from optdispatch.report.workbook.page import Page, width
from optdispatch.report.workbook.terms import Term, human, terms

SHEET = "Inputs"
COLUMNS = 5
VALUE = 2
HOLIDAY = 6
"""Years of a tax holiday that may be filled in, where the case has none or a shorter one."""
IMPLIED = {"loan.share": "=1-equity_share"}
"""Terms that others imply, so that there is one place to change them."""
CHECKED = {"mode.host_share", "mode.contract.host_share", "currency"}
"""Terms that are only checked, or said elsewhere."""
MOST = 1e6
"""Numbers from here on are shown without decimals."""


class Inputs:
    """The sheet, and the names that formulas may use."""

    def __init__(self, book: Workbook, currency: str, said: str = "") -> None:
        self.book, self.currency = book, currency
        self.page = Page(book, SHEET, "Inputs", said)
        self.page.widths(40, 20, 15, 62, 34)
        self.page.row = 4
        self.page.heading(["Input", "value", "unit", "meaning", "name in formulas"])
        self.page.freeze("B5", 4)
        self._cells: dict[str, Term] = {}

    def __call__(self, path: str) -> str:
        """Name of a term of the economics, for a formula.

        >>> book = Workbook()
        >>> Inputs(book, "CNY").size("power_kw", 1000, "rated power")("power_kw")
        'power_kw'
        """
        name = path.replace(".", "_")
        if name not in self.book.defined_names:
            raise KeyError(f"no input {path!r}")
        return name

    def size(self, name: str, value: float, meaning: str) -> "Inputs":
        """A size of the plant, which the cash flow reads and the dispatch was planned with."""
        unit = {"kw": "kW", "kwh": "kWh"}[name.rpartition("_")[2]]
        self._row(Term(name, human(name), value, unit, meaning, False, {}, False), named=True)
        return self

    def economics(self, economics: Economics) -> None:
        """Every term of the economics, by what it belongs to."""
        economics = _written_out(economics)
        found = list(terms(economics, "", self.currency))
        fields = {n: f.description or "" for n, f in type(economics).model_fields.items()}
        self._section("Project", f"Source: {economics.source}." if economics.source else "")
        for term in found:
            if "." not in term.path:
                self._row(term, named=term.is_number)
        for name, meaning in fields.items():
            if getattr(economics, name) is None and name not in CHECKED:
                self._row(Term(name, human(name), "none", "", meaning, False, {}, False))
        for name, meaning in fields.items():
            group = [t for t in found if t.path.startswith(f"{name}.")]
            if group:
                self._section(_title(name, meaning), "")
            for term in group:
                short = replace(term, label=term.label.partition(" · ")[2])
                self._row(short, named=term.is_number)
        self._name_holiday(economics)

    def listing(self, title: str, noun: Noun, said: str = "") -> None:
        """What a noun was given, for the record."""
        self._section(title, said or sourced(noun))
        for term in terms(noun, "", self.currency):
            self._row(term)

    def facts(self, title: str, said: str, rows: list[tuple[str, float | str, str, str]]) -> None:
        """Labels, values, units and meanings, for the record."""
        self._section(title, said)
        for label, value, unit, meaning in rows:
            self._row(Term("", label, value, unit, meaning, False, {}, False))

    def mark(self) -> dict[str, str]:
        """Colour what formulas read; the cell of each such term, by its path.

        What holds in a case is also asked of what is typed in its place.
        """
        read = {name for name in _read(self.book) if name in self.book.defined_names}
        live = {c: t for c, t in self._cells.items() if self._is_read(t, read)}
        for cell, term in live.items():
            there = self.page.sheet[cell]
            there.font, there.fill, there.border = look.INPUT, look.INPUT_FILL, look.BOX
            self._limit(cell, term)
        return {term.path: cell for cell, term in live.items()}

    def _is_read(self, term: Term, read: set[str]) -> bool:
        vector = term.name.rpartition("_")[0]
        sizes = {"power_kw", "energy_kwh"}
        computed = term.path in IMPLIED or term.path in sizes
        return not computed and (term.name in read or vector in read)

    def _limit(self, cell: str, term: Term) -> None:
        low = term.limits.get("ge", term.limits.get("gt", -1e15))
        low = low + 1 if term.whole and "gt" in term.limits else low
        high = term.limits.get("le", term.limits.get("lt", 1e15))
        rule = DataValidation(
            type="whole" if term.whole else "decimal",
            operator="between",
            formula1=f"{low:.15g}",
            formula2=f"{high:.15g}",
        )
        rule.errorTitle, rule.error = "Not possible", f"{term.label}: from {low:g} to {high:g}."
        self.page.sheet.add_data_validation(rule)
        rule.add(cell)

    def _section(self, title: str, said: str) -> None:
        page = self.page
        page.section(title, COLUMNS)
        if said:
            page.note(said, COLUMNS, letters=190)

    def _row(self, term: Term, *, named: bool = False) -> None:
        if term.path in CHECKED:
            return
        page = self.page
        page.text(1, term.label, wrap=True)
        if term.is_number:
            value = IMPLIED.get(term.path, term.value)
            cell = page.put(VALUE, value, _kind(term), look.SMALL)
        else:
            cell = page.text(VALUE, str(term.value), look.SMALL, wrap=True)
            cell.alignment = look.CENTRE
        cell.fill, cell.border = look.FIXED_FILL, look.BOX
        page.text(3, term.unit, look.SMALL).alignment = look.ASIDE
        page.text(4, term.meaning, look.SMALL).alignment = look.ASIDE
        if named:
            self.book.defined_names[term.name] = DefinedName(term.name, attr_text=page.at(VALUE))
            page.text(5, term.name, look.SMALL)
            self._cells[cell.coordinate] = term
        lines = max(
            -(-width(text) // room)
            for text, room in ((term.label, 44), (str(term.value), 24), (term.meaning, 80))
        )
        page.sheet.row_dimensions[page.row].height = max(15.0, 12.5 * lines + 2)
        page.row += 1

    def _name_holiday(self, economics: Economics) -> None:
        """All years of the holiday under one name, from which a year's is taken."""
        cells = [c for c, t in self._cells.items() if t.path.startswith("income_tax.holiday.")]
        if economics.income_tax and cells:
            rows = [self.page.sheet[c].row for c in cells]
            first, last = (self.page.at(VALUE, row) for row in (min(rows), max(rows)))
            span = f"{first}:{last.partition('!')[2]}"
            self.book.defined_names[HOLIDAY_NAME] = DefinedName(HOLIDAY_NAME, attr_text=span)


HOLIDAY_NAME = "income_tax_holiday"


def sourced(noun: Noun) -> str:
    """Source and confidence, as far as a noun says."""
    source, confidence = (getattr(noun, f, None) for f in ("source", "confidence"))
    note = getattr(noun, "note", "")
    parts = [
        f"Source: {source}." if source else "",
        f"Confidence: {confidence}." if confidence else "",
        note if isinstance(note, str) else "",
    ]
    return " ".join(part for part in parts if part)


def _written_out(economics: Economics) -> Economics:
    """The same terms, with the years of a tax holiday (1 is none) and the share of the loan."""
    fields = {}
    if tax := economics.income_tax:
        years = min(max(HOLIDAY, len(tax.holiday)), economics.life_years)
        shares = (*tax.holiday, *(1.0,) * years)[: max(years, len(tax.holiday))]
        fields["income_tax"] = tax.model_dump() | {"holiday": shares}
    if loan := economics.loan:
        fields["loan"] = loan.model_dump() | {"share": economics.loan_share}
    return economics.changed(**fields)


def _title(name: str, meaning: str) -> str:
    """A field's name, and what it is if the name does not say so.

    >>> _title("capex", "Capital cost, paid in year 0."), _title("income_tax", "Income tax.")
    ('Capex: capital cost, paid in year 0', 'Income tax')
    """
    words, meaning = human(name), meaning.rstrip(".")
    title = words[:1].upper() + words[1:]
    same = meaning.lower() == words.lower()
    return title if same or not meaning else f"{title}: {meaning[:1].lower()}{meaning[1:]}"


def _kind(term: Term) -> str:
    if term.share:
        return "share"
    if term.unit == "year":
        return "year"
    return "money" if abs(float(term.value)) >= MOST else "plain"


def _read(book: Workbook) -> Iterator[str]:
    """Whatever formulas read, on any sheet."""
    sheets: Any = book
    for sheet in sheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield from references(cell.value)
