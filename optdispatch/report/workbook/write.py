"""The workbook of an outcome, checked and written all at once."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook

from optdispatch.case import Case
from optdispatch.errors import OutputError
from optdispatch.lifetime import Ageing
from optdispatch.report.workbook import chartdata, cover
from optdispatch.report.workbook.bill import bill
from optdispatch.report.workbook.cashflow import Statements, cash_flow
from optdispatch.report.workbook.chartdata import ChartData
from optdispatch.report.workbook.charts import Charts
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.dispatch import dispatch
from optdispatch.report.workbook.formula import Calculation, Scalar
from optdispatch.report.workbook.inputs import Inputs
from optdispatch.report.workbook.lifetime import LifetimeLines, lifetime
from optdispatch.report.workbook.metrics import MetricCells, metrics, payback_sheet
from optdispatch.report.workbook.parties import parties
from optdispatch.report.workbook.schedules import schedules
from optdispatch.report.workbook.stored import store
from optdispatch.study import OPTIMUM, Outcome

SUFFIX = ".xlsx"


def write_workbook(outcome: Outcome, path: Path) -> None:
    """Write an outcome's workbook; an existing file is replaced when the new one is complete.

    Raises `OutputError` where it cannot be written, `CertificateError` where a formula does not
    give the number that was planned.
    """
    book, values = checked(outcome)
    with _told(path):
        _fits(path)
        handle, name = tempfile.mkstemp(prefix=".optdispatch-", suffix=SUFFIX, dir=path.parent)
        os.close(handle)
        raw, full = Path(name), Path(name).with_suffix(".full")
        try:
            book.save(raw)
            numbers = {n: values[s] for n, s in enumerate(book.sheetnames, 1)}
            store(raw, full, numbers)
            full.chmod(0o666 & ~_umask())
            full.replace(path)
        finally:
            raw.unlink(missing_ok=True)
            full.unlink(missing_ok=True)
