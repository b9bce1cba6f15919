"""How kernels are kept."""

from typing import Any

import pytest

from optdispatch import Case
from optdispatch.case.times import Month, Year
from optdispatch.program import Planner, dispatch
from optdispatch.program.exact.kernel import SOURCES, is_compiled, kernel
from optdispatch.program.exact.run import plan_at_once
from optdispatch.program.solvers import FIRST

PLANT = "jiangxi-plant"
"""It is billed for its demand."""


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same() -> None:
    """A function of no file has no place for a cache."""
    there: dict[str, Any] = {"kernel": kernel}
    exec("@kernel\ndef twice(x):\n    return 2 * x\n", there)
    assert not is_compiled(there["twice"])
    assert there["twice"](3) == 6
    assert is_compiled(there["twice"])


@pytest.mark.parametrize(
    ("name", "time", "needs"),
    [
        ("jiangxi-2025", {}, "plan_at_once"),
        (PLANT, {}, "settle"),
        (PLANT, {"time": Month(year=2026, month=7, step_minutes=60)}, "settle"),
        (PLANT, {"time": Year(year=2026, step_minutes=60)}, "touch"),
    ],
)
def test_who_waits_for_the_first_plan_on_a_machine_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, time: dict[str, Any], needs: str
) -> None:
    """There are kernels for a ring's one demand, for several, and for none."""
    case = Case.load(name).changed(**time)
    told = f"planning {len(case.horizon):,} periods"
    is_compiled = "optdispatch.program.exact.kernel.is_compiled"
    monkeypatch.setattr(is_compiled, lambda kernel: kernel.__name__ == needs)
    assert Planner().doing(case) == told
    monkeypatch.setattr(is_compiled, lambda kernel: kernel.__name__ != needs)
    assert Planner().doing(case) == told + FIRST
    assert Planner("highs").doing(case) == told


def test_what_another_process_has_compiled_is_there() -> None:
    dispatch(Case.load("jiangxi-2025"))
    again: Any = kernel(plan_at_once.py_func)  # type: ignore[attr-defined]
    assert not again.signatures
    assert is_compiled(again)


def test_what_is_kept_is_of_these_sources() -> None:
    kept: Any = plan_at_once
    assert kept._cache._cache_file._source_stamp == SOURCES
