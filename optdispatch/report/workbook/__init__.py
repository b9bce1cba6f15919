"""The workbook: what an analyst would send to a bank.

`write_workbook(outcome, path)` is all there is to call. One file is one sheet; `timeline` keeps
each year in the same column on all of them, `schedules` and `modes` hold the formulas, and
`formula` reads them back to hold every one against the number that was planned.
"""

from optdispatch.report.workbook.write import door, write_workbook

__all__ = ["door", "write_workbook"]
