"""How kernels are kept."""

from typing import Any

from optdispatch.program.exact.kernel import SOURCES, kernel
from optdispatch.program.exact.run import plan


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same() -> None:
    """A function of no file has no place for a cache."""
    there: dict[str, Any] = {"kernel": kernel}
    exec("@kernel\ndef twice(x):\n    return 2 * x\n", there)
    assert there["twice"](3) == 6


def test_what_is_kept_is_of_these_sources() -> None:
    kept: Any = plan
    assert kept._cache._cache_file._source_stamp == SOURCES
