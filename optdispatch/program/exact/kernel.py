"""How loops over periods are compiled.

The machine code is kept in numba's cache: beside this file, or in the user's own cache where
that place cannot be written. Where neither can, it is compiled anew in each process.

numba looks only at the file of a function to tell whether what it kept is still true, and not
at the files of what that function calls. So the code that is kept carries a digest of all files
of this package: when one changes, everything is compiled again.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., object])


def _digest() -> str:
    """Digest of the sources; empty where they cannot be read, as inside a zip."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest() if files else ""


SOURCES = _digest()


def kernel(function: F) -> F:
    """Compile a function of numbers and arrays, when it is first called."""
    try:
        compiled: F = _kept(function) if SOURCES else _compiled(function)
    except (RuntimeError, AttributeError):  # no place for a cache, or another kind of cache
        compiled = _compiled(function)
    return compiled


def part(function: F) -> F:
    """Compile a function that only kernels call."""
    compiled: F = njit(
        nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    return compiled


def either(function: F) -> F:
    """Compile a function where kernels call it, and leave it as it is elsewhere."""
    ready: F = register_jitable(nogil=True, error_model="numpy")(function)
    return ready


def inlined(function: F) -> F:
    """Make a function part of each kernel that calls it.

    A call that hands over arrays counts references to them, which costs more than a small
    loop does.
    """
    compiled: F = njit(inline="always", error_model="numpy")(function)
    return compiled


def is_compiled(kernel: Any) -> bool:
    """Whether machine code of a kernel is there: in this process, or kept on this machine."""
    if kernel.signatures:
        return True
    file = getattr(kernel._cache, "_cache_file", None)
    return file is not None and bool(file._load_index())


def _compiled(function: F) -> F:
    compiled: F = njit(nogil=True, error_model="numpy")(function)
    return compiled


def _kept(function: F) -> F:
    compiled: F = njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    file = compiled._cache._cache_file  # type: ignore[attr-defined]
    _ = file._source_stamp  # an AttributeError, if numba keeps its cache in another way
    file._source_stamp = SOURCES
    return compiled
