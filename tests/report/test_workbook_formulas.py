"""The calculator of formulas, against examples that Microsoft prints for Excel."""

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from optdispatch.errors import CertificateError
from optdispatch.report.workbook.formula import Calculation, Fault


def calculated(formula: str, **cells: Any) -> Any:
    """Value of a formula in Z1 of a sheet with some cells."""
    book: Any = Workbook()
    book.active.title = "S"
    for at, value in cells.items():
        book["S"][at] = value
    book["S"]["Z1"] = formula
    book.defined_names["rate"] = DefinedName("rate", attr_text="S!$A$1")
    return Calculation(book).value("S!Z1")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=-2^2", 4.0),
        ("=2^3^2", 64.0),
        ("=1-2-3", -4.0),
        ("=12/2/3", 2.0),
        ("=2+3*4", 14.0),
        ("=(2+3)*4", 20.0),
        ("=1+1=2", True),
        ('="a"&1+1', "a2"),
        ('="A"="a"', True),
        ("=IF(1>2,1/0,3)", 3.0),
        ("=1/0", Fault("#DIV/0!")),
        ("=SUM(1,1/0)", Fault("#DIV/0!")),
        ('=IFERROR(1/0,"none")', "none"),
        ("=IF(1/0>1,1,2)", Fault("#DIV/0!")),
        ("=AND(1<2,2<3)", True),
        ("=OR(1>2,2>3)", False),
        ("=INT(-1.5)", -2.0),
        ("=SIGN(-3)", -1.0),
        ("=NA()", Fault("#N/A")),
        ("=ISNUMBER(NA())", False),
        ("=0^-1", Fault("#NUM!")),
    ],
)
def test_operators_as_in_excel(formula: str, value: Any) -> None:
    assert calculated(formula) == value


@pytest.mark.parametrize(
    ("formula", "value", "digits"),
    [
        ("=PMT(0.08/12,10,10000)", -1037.03, 2),
        ("=PMT(0.08/12,10,10000,0,1)", -1030.16, 2),
        ("=PMT(0.06/12,18*12,0,50000)", -129.08, 2),
        ("=RATE(4*12,-200,8000,0,0,0.1)", 0.0077, 4),
        ("=NPV(0.1,-10000,3000,4200,6800)", 1188.44, 2),
        ("=NPV(0.08,8000,9200,10000,12000,14500)-40000", 1922.06, 2),
    ],
)
def test_money_as_microsoft_prints_it(formula: str, value: float, digits: int) -> None:
    assert round(calculated(formula), digits) == value


def test_rate_of_return_as_microsoft_prints_it() -> None:
    cells = {"A1": -70000, "B1": 12000, "C1": 15000, "D1": 18000, "E1": 21000, "F1": 26000}
    assert calculated("=IRR(A1:F1)", **cells) == pytest.approx(0.0866, abs=5e-5)
    assert calculated("=IRR(A1:E1)", **cells) == pytest.approx(-0.021, abs=5e-4)
    assert calculated("=IRR(A1:C1,-0.1)", **cells) == pytest.approx(-0.444, abs=5e-4)
    assert calculated("=IRR(B1:F1)", **cells) == Fault("#NUM!")


def test_ranges() -> None:
    cells = {"A1": 1, "B1": 2, "C1": 3, "A2": 10, "B2": 20, "C2": 30}
    assert calculated('=SUMIFS(A2:C2,A1:C1,"<3",A2:C2,">=20")', **cells) == 20
    assert calculated("=SUMIFS(A2:C2,A1:C1,2)", **cells) == 20
    assert calculated("=SUMPRODUCT((A1:C1*A2:C2>30)*1)", **cells) == 2
    assert calculated("=INDEX(A2:C2,2)", **cells) == 20
    assert calculated("=INDEX(A2:C2,4)", **cells) == Fault("#REF!")
    assert calculated("=MATCH(3,A1:C1,0)", **cells) == 3
    assert calculated("=rate*S!$B$2", **cells) == 20
    assert calculated("=MAX(A1:C2)-AVERAGE(A1:C1)+COUNT(A1:C2)", **cells) == 34


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("=B1+1", "S!Z1 reads S!B1, which is empty"),
        ("=SUM(A1:B1)", "S!Z1 reads S!B1, which is empty"),
        ("=A2*2", "S!Z1 reads S!A2, which is the text 'label'"),
        ("=Y1", "Y1 reads S!Z1, which needs itself"),
        ("=nothing*2", "reads 'nothing', which is not there"),
    ],
)
def test_what_a_formula_may_not_read(formula: str, says: str) -> None:
    with pytest.raises(CertificateError, match=says):
        calculated(formula, A1=1, A2="label", Y1="=Z1")
