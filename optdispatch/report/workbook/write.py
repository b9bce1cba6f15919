"""Write a workbook all at once, or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from optdispatch.errors import OutputError
from optdispatch.report.daytypes import slug
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
    with _beside(path) as folder:
        written, stored = folder / "written.xlsx", folder / "stored.xlsx"
        book.save(written)
        store(written, stored, {n: values[s] for n, s in enumerate(book.sheetnames, 1)})
        stored.replace(path)


def door(name: str, case: str, folder: Path | None = None) -> Path:
    """Where a workbook is to be written: where it is said, else by the case's name.

    Without a name it goes to `folder`, which need not be there yet, or to where we are. Raises
    `OutputError`, before anything is planned, where it cannot be written.
    """
    path = Path(name) if name else (folder or Path()) / f"{slug(case) or 'workbook'}{SUFFIX}"
    if name or folder is None or folder.exists():
        with _beside(path):
            pass
    return path


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as a file; what the system refuses, in one line."""
    if path.suffix.lower() != SUFFIX:
        raise OutputError(f"{path}: should end in {SUFFIX}")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file")
    if path.exists() and not os.access(path, os.W_OK):
        raise OutputError(f"{path}: cannot be written: permission denied")
    try:
        with tempfile.TemporaryDirectory(prefix=".optdispatch-", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{path}: cannot be written: {reason}") from None
