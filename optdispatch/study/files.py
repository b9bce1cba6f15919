"""The files that a case reads: where a field names one, what it holds is a part of the case."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from optdispatch.errors import InputError
from optdispatch.nouns import NamesFile, Noun


def contents(*parts: Any) -> dict[str, str]:
    """Each file that some parts of a case name, and a hash of its bytes.

    Of one that comes with the package it is the name: it has the package's version. Raises
    `InputError` for one that cannot be read.
    """
    return {file: _bytes_of(file) for part in parts for file in _named(part)}


def _named(node: Any) -> Iterator[str]:
    """The files that a part of a case names."""
    if isinstance(node, Noun):
        for name, field in type(node).model_fields.items():
            value = getattr(node, name)
            if any(isinstance(mark, NamesFile) for mark in field.metadata):
                yield value
            else:
                yield from _named(value)
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _named(value)
    elif isinstance(node, tuple) and node and not isinstance(node[0], (float, int, str)):
        for value in node:
            yield from _named(value)


def _bytes_of(file: str) -> str:
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
