"""How kernels are kept."""

from typing import Any

import pytest

from optdispatch import Case
from optdispatch.program import Planner, dispatch
from optdispatch.program.exact.kernel import SOURCES, is_compiled, kernel
from optdispatch.program.exact.run import plan
from optdispatch.program.solvers import FIRST


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same() -> None:
    """A function of no file has no place for a cache."""
    there: dict[str, Any] = {"kernel": kernel}
    exec("@kernel\ndef twice(x):\n    return 2 * x\n", there)
    assert not is_compiled(there["twice"])
    assert there["twice"](3) == 6
    assert is_compiled(there["twice"])


def test_who_waits_for_the_first_plan_on_a_machine_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = Case.load("jiangxi-2025")
    dispatch(case)
    told = f"planning {len(case.horizon):,} periods"
    assert Planner().doing(case) == told
    monkeypatch.setattr("optdispatch.program.exact.kernel.is_compiled", lambda _: False)
    assert Planner().doing(case) == told + FIRST
    assert Planner("highs").doing(case) == told


def test_what_another_process_has_compiled_is_there() -> None:
    dispatch(Case.load("jiangxi-2025"))
    again: Any = kernel(plan.py_func)  # type: ignore[attr-defined]
    assert not again.signatures
    assert is_compiled(again)


def test_what_is_kept_is_of_these_sources() -> None:
    kept: Any = plan
    assert kept._cache._cache_file._source_stamp == SOURCES
