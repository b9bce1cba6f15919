"""Runs: each point once, whoever works, and whatever goes wrong."""

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from optdispatch.errors import Infeasible
from optdispatch.study.campaign import Store
from optdispatch.study.campaign.executor import Executor, Landed, Solve
from optdispatch.study.campaign.executors.processes import Processes
from optdispatch.study.campaign.executors.serial import Serial
from optdispatch.study.campaign.executors.threads import Threads
from optdispatch.study.campaign.run import run
from optdispatch.study.campaign.worker import Found, Task, Work
from tests.doors import refused
from tests.study.campaign.studies import plan, ran

FAILING = [{"field": "assets.battery.efficiency_charge", "values": [0.9, 1.2, 0.95]}]


@pytest.mark.parametrize("executor", [Processes(workers=2), Threads(workers=2)])
def test_rows_are_the_same_whoever_works(tmp_path: Path, executor: Executor) -> None:
    asked = plan(tmp_path)
    how, rows = ran(asked, tmp_path / "a.sqlite", executor)
    _, serial = ran(asked, tmp_path / "b.sqlite", Serial())

    assert (how.total, how.solved, how.known, how.failed) == (12, 12, 0, 0)
    assert rows == serial
    assert all(row.numbers and row.error is None for row in rows)


def test_what_is_known_is_not_solved_again(tmp_path: Path) -> None:
    store = tmp_path / "a.sqlite"
    one, rows = ran(plan(tmp_path), store)
    again, same = ran(plan(tmp_path), store)

    assert (one.solved, again.solved, again.known) == (12, 0, 12)
    assert rows == same


def test_changed_axes_reuse_what_is_known(tmp_path: Path) -> None:
    store = tmp_path / "a.sqlite"
    few = [{"field": "assets.battery.energy_kwh", "values": [800, 1000]}]
    more = [{"field": "assets.battery.energy_kwh", "values": [1000, 900, 800]}]
    _, before = ran(plan(tmp_path, axes=few, design="grid"), store)
    how, after = ran(plan(tmp_path, axes=more, design="grid"), store)

    assert (how.solved, how.known) == (1, 2)
    assert [after[2].numbers, after[0].numbers] == [row.numbers for row in before]


def test_points_that_are_one_case_are_solved_once(tmp_path: Path) -> None:
    axes = [{"field": "assets.battery.energy_kwh", "values": [900, 900.0, 800, 900]}]
    how, rows = ran(plan(tmp_path, axes=axes, design="grid"), tmp_path / "a", Threads(workers=2))

    assert (how.solved, how.known) == (2, 2)
    assert rows[0].numbers == rows[1].numbers == rows[3].numbers != rows[2].numbers


def test_a_point_that_fails_stops_no_other(tmp_path: Path) -> None:
    asked = plan(tmp_path, axes=FAILING, design="grid")
    how, rows = ran(asked, tmp_path / "a.sqlite", Processes(workers=1))

    assert (how.solved, how.failed) == (3, 1)
    assert [row.error is None for row in rows] == [True, False, True]
    assert "efficiency_charge" in str(rows[1].error)
    assert "\n" not in str(rows[1].error)


def test_a_point_that_nothing_serves_says_so(tmp_path: Path) -> None:
    axes = [{"field": "connection.import_limit_kw", "values": [5000, 100]}]
    _, rows = ran(plan(tmp_path, axes=axes, design="grid"), tmp_path / "a.sqlite")

    assert rows[0].error is None
    assert "100" in str(rows[1].error)


def test_what_failed_is_solved_again_if_asked(tmp_path: Path) -> None:
    asked = plan(tmp_path, axes=FAILING, design="grid")
    with Store(tmp_path / "a.sqlite") as store:
        hows = [run(asked, store, again=again) for again in (False, False, True)]

    assert [how.solved for how in hows] == [3, 0, 1]


class Breaking(Serial):
    """Breaks off after some points, as a lost connection does."""

    after: int = 5

    def run(self, solve: Solve, tasks: Any) -> Iterator[Landed]:
        for n, landed in enumerate(super().run(solve, tasks)):
            if n == self.after:
                raise Infeasible("gone")
            yield landed


def test_what_was_found_before_a_break_is_kept(tmp_path: Path) -> None:
    asked, store = plan(tmp_path), tmp_path / "a.sqlite"
    with pytest.raises(Infeasible):
        ran(asked, store, Breaking())
    how, rows = ran(asked, store)
    _, whole = ran(asked, tmp_path / "b.sqlite")

    assert (how.known, how.solved) == (5, 7)
    assert rows == whole


def test_a_process_that_is_killed_costs_no_point(tmp_path: Path) -> None:
    asked = plan(tmp_path, design={"kind": "latin_hypercube", "points_in_all": 60})
    pids: list[int] = []
    killer = Thread(target=_kill_one, args=(pids,), daemon=True)
    killer.start()
    how, rows = ran(asked, tmp_path / "a.sqlite", Processes(workers=2))
    killer.join(timeout=60)
    _, serial = ran(asked, tmp_path / "b.sqlite")

    assert pids
    assert how.solved == 60
    assert rows == serial


def _kill_one(pids: list[int]) -> None:
    """Kill one of this process's children as soon as there are two."""
    for _ in range(3000):
        children = [child.pid for child in active_children() if child.pid]
        if len(children) == 2:
            time.sleep(0.2)
            os.kill(children[0], signal.SIGKILL)
            pids.append(children[0])
            return
        time.sleep(0.01)


class Deadly:
    """Ends whoever solves it."""

    def __call__(self, task: Task) -> Found:
        os._exit(1)


def test_processes_that_die_again_and_again_are_given_up() -> None:
    task = Task(3, "key", {})
    found = Processes(workers=1).run(Deadly(), [task])
    refused(lambda: list(found), says=("died 3 times", "3", "kept"))


def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    work = Work.on(plan(tmp_path))
    other = Work(tuple((n, "0.0" if n == "numpy" else v) for n, v in work.made_by), work.payload)

    refused(other, Task(0, "", {}), says=("a worker has numpy", "0.0"))


def test_progress_tells_rate_and_what_is_left(tmp_path: Path) -> None:
    seen: list[tuple[int, float | None]] = []
    with Store(tmp_path / "a.sqlite") as store:
        run(plan(tmp_path), store, progress=lambda r: seen.append((r.done, r.left_seconds)))

    assert [done for done, _ in seen] == [*range(1, 13), 12]
    assert seen[-1][1] == pytest.approx(0.0)
    assert all(left is not None and np.isfinite(left) and left >= 0 for _, left in seen)


def test_a_plan_keeps_what_it_found_for_money_alone(tmp_path: Path) -> None:
    """Points that differ in money have one dispatch, and one life of the cells."""
    axes = [{"field": "economics.loan.rate", "values": [0.03, 0.04, 0.05]}]
    asked = plan(tmp_path, axes=axes, case="jiangxi-2025", design="grid")
    for point in asked.points():
        asked.numbers(asked.case(point))

    assert len(asked.value.lives._there) == 1
