"""Files that go beside others in a folder, each of them whole."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optdispatch.errors import OutputError


@contextmanager
def placed(folder: Path) -> Iterator[Path]:
    """A temporary folder, whose files are moved to `folder` when all went well.

    Raises `OutputError` where something cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".optdispatch-", dir=folder) as temporary:
            there = Path(temporary)
            yield there
            for path in sorted(p for p in there.rglob("*") if p.is_file()):
                to = folder / path.relative_to(there)
                to.parent.mkdir(parents=True, exist_ok=True)
                path.replace(to)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}") from None
