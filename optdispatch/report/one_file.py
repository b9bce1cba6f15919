"""A single file that a result goes to: checked before there is one, written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optdispatch.errors import OutputError
from optdispatch.report.daytypes import slug

UNNAMED = {".xlsx": "workbook", ".html": "report"}
"""What files of cases are called whose names have no letters."""


def door(name: str, case: str, suffix: str, folder: Path | None = None) -> Path:
    """Where a file is to be written: where it is said, else by the case's name.

    Without a name it goes to `folder`, which need not be there yet, or to where we are. Raises
    `OutputError`, before anything is planned, where it cannot be written.
    """
    path = Path(name) if name else (folder or Path()) / f"{slug(case) or UNNAMED[suffix]}{suffix}"
    if name or folder is None or folder.exists():
        with beside(path, suffix):
            pass
    return path


@contextmanager
def beside(path: Path, suffix: str) -> Iterator[Path]:
    """A temporary folder on the same disk as a file; what the system refuses, in one line."""
    if path.suffix.lower() != suffix:
        raise OutputError(f"{path}: should end in {suffix}")
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
