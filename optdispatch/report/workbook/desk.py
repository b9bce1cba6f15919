"""What every sheet of money is written from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook

from optdispatch.errors import CertificateError
from optdispatch.finance import CashFlow, Economics
from optdispatch.finance.yearly import FloatArray
from optdispatch.report.workbook.formula import Calculation, Scalar
from optdispatch.report.workbook.inputs import Inputs
from optdispatch.report.workbook.timeline import Line
from optdispatch.study import OPTIMUM, Outcome
from optdispatch.study.project import Project

NEAR = 1e-7
"""How far a formula may be from the number it should give, as a share of what it is made of."""


@dataclass(frozen=True)
class Expected:
    """A cell, and the number or the word that its formula should give."""

    cell: str
    what: str
    value: float | str
    scale: float


@dataclass(frozen=True)
class Desk:
    """An outcome with economics, the workbook, and what its formulas are held against."""

    book: Workbook
    outcome: Outcome
    inputs: Inputs
    expected: list[Expected] = field(default_factory=list)

    @property
    def project(self) -> Project:
        """The project of the optimum."""
        return self.outcome.projects[OPTIMUM]

    @property
    def cash(self) -> CashFlow:
        """The money of the optimum."""
        cash = self.project.cash
        if cash is None:
            raise ValueError("a cash flow needs `economics`")
        return cash

    @property
    def economics(self) -> Economics:
        """The terms."""
        economics = self.outcome.case.economics
        if economics is None:
            raise ValueError("a cash flow needs `economics`")
        return economics

    @property
    def years(self) -> int:
        """N."""
        return self.economics.life_years

    @property
    def currency(self) -> str:
        """ISO code."""
        return self.outcome.currency

    @property
    def room(self) -> float:
        """Width of a column that holds any amount of the cash flow."""
        largest = max(float(abs(flow).max()) for flow in self.cash.columns.values())
        return len(f"({10 * largest:,.0f})")

    def expect(self, cell: str, what: str, value: float | str, scale: float = 1.0) -> None:
        """Say what a formula should give; a number to `NEAR` of a scale, a word as it is."""
        self.expected.append(Expected(cell, what, value, scale))

    def expect_flow(self, line: Line, what: str, flow: FloatArray) -> None:
        """Say what a line should give in years 0 to N, shape (N + 1,). [currency]"""
        scale = float(abs(flow).max()) or 1.0
        for t, value in enumerate(flow.tolist()):
            self.expect(line[t], f"{what} of year {t}", value, scale)

    def expect_ratios(self, line: Line, what: str, ratios: Sequence[float | None]) -> None:
        """Say what a line should give in years 1 to N; nothing where there is no ratio."""
        for t, ratio in enumerate(ratios[1:], 1):
            self.expect(line[t], f"{what} of year {t}", "" if ratio is None else ratio)

    def check(self, calculation: Calculation) -> None:
        """Hold every formula of which it is known against what it should give.

        Raises `CertificateError` for the first that gives something else.
        """
        for wrong in self._wrong(calculation):
            raise CertificateError(f"workbook: {wrong}")

    def _wrong(self, calculation: Calculation) -> Iterator[str]:
        for e in self.expected:
            value = calculation.value(e.cell)
            if not _same(value, e):
                yield f"{e.cell}, {e.what}, gives {value}, not {e.value}"


def _same(value: Scalar, e: Expected) -> bool:
    if isinstance(value, (int, float)) and isinstance(e.value, (int, float)):
        return abs(value - e.value) <= NEAR * max(e.scale, abs(e.value))
    return value == e.value
