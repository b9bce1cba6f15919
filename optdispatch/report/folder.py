"""A folder that results go to: checked before there are any, filled all at once.

Results are written to a temporary folder beside it, and moved when all of them are there.
A folder that is new appears complete; in one that exists, files of an earlier run are
replaced one by one, `outcome.json` last, and files of others are left alone.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from optdispatch.errors import OutputError

SEAL = "outcome.json"
"""Moved last; it names the files that stand with it."""
FILES = ("schedule.csv", "bill.csv", SEAL)
FIGURES = "figures"
PICTURES = {".png", ".svg"}


def writable(folder: Path) -> None:
    """See whether results can be written to a folder, which need not be there yet.

    Raises `OutputError` where they cannot.
    """
    with _told(folder):
        _free(folder)
        shutil.rmtree(_beside(folder))


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """An empty folder to write to; what is in it is moved to `folder` when all went well.

    Raises `OutputError` where something cannot be written; then nothing is moved.
    """
    with _told(folder):
        temporary = _beside(folder)
        try:
            content = temporary / "content"
            content.mkdir()
            yield content
            _free(folder)
            _move(content, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in one line what the system refuses."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}") from None


def _beside(folder: Path) -> Path:
    """A temporary folder on the same disk, in the nearest place that is there."""
    near = next(p for p in folder.absolute().parents if p.exists())
    if not near.is_dir():
        raise OutputError(f"{folder}: cannot be written: {near} is a file, not a folder")
    if folder.is_dir():
        other_disk = folder.stat().st_dev != near.stat().st_dev
        if other_disk or not os.access(near, os.W_OK | os.X_OK):
            near = folder
        if not os.access(folder, os.W_OK | os.X_OK):
            raise OutputError(f"{folder}: cannot be written: permission denied")
    return Path(tempfile.mkdtemp(prefix=".optdispatch-", dir=near))


def _free(folder: Path) -> None:
    """Nothing of another kind stands where results go."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file, not a folder; give another")
    for name in FILES:
        if (folder / name).is_dir():
            raise OutputError(f"{folder / name}: is a folder, where a file is to be written")
    if (folder / FIGURES).exists() and not (folder / FIGURES).is_dir():
        raise OutputError(f"{folder / FIGURES}: is a file, where a folder is to be written")


def _move(content: Path, folder: Path) -> None:
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        content.rename(folder)
        return
    names = [p.relative_to(content) for p in sorted(content.rglob("*")) if p.is_file()]
    stale = _earlier(folder) - {n.as_posix() for n in names}
    for name in sorted(names, key=lambda n: n.name == SEAL):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).replace(folder / name)
    _drop(folder, stale)


def _earlier(folder: Path) -> set[str]:
    """Files that an earlier run says it wrote; none, where it cannot be read."""
    try:
        written = json.loads((folder / SEAL).read_text(encoding="utf-8"))["files"]
        return {name for name in written if _ours(PurePosixPath(name))}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _ours(name: PurePosixPath) -> bool:
    """Whether a name is one that this program gives."""
    return str(name) in FILES or (str(name.parent) == FIGURES and name.suffix in PICTURES)


def _drop(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        (folder / name).unlink(missing_ok=True)
