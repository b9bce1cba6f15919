"""The key of a point: a hash of all that its numbers depend on.

Two points have one key where nothing that is solved can tell them apart: the content of their
cases without words, the bytes of the files that it names, what is asked, and the
versions of what solves it.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.meter.profiles.meter_file import MeterFile
from optdispatch.nouns import Noun

PACKAGES = ("optdispatch", "highspy", "numba", "numpy", "scipy")
WORDS = {"name", "title", "source"}
"""Fields of a case that no number depends on."""


@cache
def versions() -> Mapping[str, str]:
    """Versions of the packages that solve a case; a package that is not there has none."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def key(case: Case, asks: str) -> str:
    """Key of what a case comes to."""
    return digest(
        {
            "asks": asks,
            "case": case.model_dump(mode="json", exclude=WORDS),
            "files": {file: _bytes_of(file) for file in _files(case)},
            "versions": versions(),
        }
    )


def digest(content: Mapping[str, Any]) -> str:
    """Hash of some JSON, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _files(node: Any) -> Iterator[str]:
    """The meter files that a part of a case names."""
    if isinstance(node, MeterFile):
        yield node.file
    elif isinstance(node, Noun):
        for name in type(node).model_fields:
            yield from _files(getattr(node, name))
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _files(value)
    elif isinstance(node, tuple) and node and not isinstance(node[0], (float, int, str)):
        for value in node:
            yield from _files(value)


def _bytes_of(file: str) -> str:
    """Hash of a file; of one that comes with the package its name, which has a version."""
    path = Path(file)
    if not path.is_absolute():
        return file
    try:
        stat = path.stat()
        return _hashed(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None


@lru_cache(maxsize=256)
def _hashed(path: Path, _time: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()
