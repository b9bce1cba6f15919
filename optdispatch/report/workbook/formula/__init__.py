"""What a spreadsheet would compute, without one.

Formulas are written for Excel. Read and calculated here, they do two things: each of them is
held against the number that it should give before a file is written, and its value is stored
beside it, so that a reader that does not calculate (a preview, a protected view, pandas) shows
the same as one that does.
"""

from optdispatch.report.workbook.formula.calculation import Calculation
from optdispatch.report.workbook.formula.values import Fault, Scalar

__all__ = ["Calculation", "Fault", "Scalar"]
