"""Write a workbook all at once, or not at all."""

from collections.abc import Callable
from pathlib import Path

from optdispatch.report.one_file import beside
from optdispatch.report.one_file import door as door_of
from optdispatch.report.workbook.compose import compose
from optdispatch.report.workbook.stored import store
from optdispatch.study import Outcome

SUFFIX = ".xlsx"


def write_workbook(
    outcome: Outcome, path: Path, progress: Callable[[str], None] = lambda _: None
) -> None:
    """Write an outcome's workbook; a file of that name is replaced when the new one is complete.

    Raises `OutputError` where it cannot be written, `CertificateError` where a formula does not
    give the number that was planned.
    """
    progress("writing the workbook")
    book, values = compose(outcome)
    with beside(path, SUFFIX) as folder:
        written, stored = folder / "written.xlsx", folder / "stored.xlsx"
        book.save(written)
        store(written, stored, {n: values[s] for n, s in enumerate(book.sheetnames, 1)})
        stored.replace(path)


def door(name: str, case: str, folder: Path | None = None) -> Path:
    """See `one_file.door`."""
    return door_of(name, case, SUFFIX, folder)
