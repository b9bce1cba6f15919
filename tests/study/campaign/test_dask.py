"""A Dask cluster gives the same rows, though a worker dies; and is refused where there is none."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from optdispatch.study.campaign.executors.dask import Dask
from optdispatch.study.campaign.worker import Found, Task
from tests.cli.doors import call, refused
from tests.doors import refused as refused_in_one_line
from tests.study.campaign.studies import plan, ran, study

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")
README = Path(__file__).parents[3] / "README.md"
DESIGN = {"kind": "latin_hypercube", "points_in_all": 60}


@pytest.fixture
def cluster() -> Iterator[Any]:
    made = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    with made:
        yield made


def test_rows_are_the_same_though_a_worker_is_killed(tmp_path: Path, cluster: Any) -> None:
    asked = plan(tmp_path, design=DESIGN)
    killed: list[int] = []
    killer = threading.Thread(target=_kill, args=(cluster, killed), daemon=True)
    killer.start()
    how, rows = ran(asked, tmp_path / "a", Dask(scheduler=cluster.scheduler_address))
    killer.join(timeout=60)
    _, serial = ran(asked, tmp_path / "b")

    assert killed
    assert how.solved == 60
    assert rows == serial


def _kill(cluster: Any, killed: list[int]) -> None:
    """Kill a worker as soon as it has something to do."""
    nanny = next(iter(cluster.workers.values()))
    for _ in range(3000):
        state = cluster.scheduler.workers.get(nanny.worker_address)
        if state and state.processing:
            os.kill(nanny.pid, signal.SIGKILL)
            killed.append(nanny.pid)
            return
        time.sleep(0.005)


class Deadly:
    """Ends whoever solves a certain point."""

    def __call__(self, task: Task) -> Found:
        if task.number == 1:
            os._exit(1)
        return Found({"x": 1.0}, None, 0.0)


def test_a_point_that_no_worker_survives_has_failed(cluster: Any) -> None:
    tasks = [Task(n, str(n), {}) for n in range(3)]
    executor = Dask(scheduler=cluster.scheduler_address)
    found = {task.number: answer for task, answer in executor.run(Deadly(), tasks)}

    assert [found[n].error is None for n in range(3)] == [True, False, True]
    assert "KilledWorker" in str(found[1].error)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere:at-all", "tcp://"])
def test_a_scheduler_that_cannot_be_reached_is_refused(address: str, tmp_path: Path) -> None:
    executor = Dask(scheduler=address, patience_seconds=0.5)
    says = (f"no Dask scheduler at {address}",)
    refused_in_one_line(lambda: ran(plan(tmp_path), tmp_path / "a", executor), says=says)


def test_a_scheduler_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    args = ("-o", tmp_path / "out", "--scheduler", "nowhere:at-all")
    refused(call("study", study(tmp_path), *args), "no Dask scheduler at nowhere:at-all")


def test_a_cluster_is_started_as_the_readme_says(tmp_path: Path) -> None:
    """The three lines of the README, with a port that is free here."""
    (block,) = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    *cluster, asked = block.replace("8786", str(port)).splitlines()
    started: list[subprocess.Popen[bytes]] = []
    try:
        for line in cluster:
            words = line.partition("#")[0].split()
            assert words[0] == "dask"
            # A dashboard's port may be taken here.
            extra = ["--no-dashboard"]
            command = [sys.executable, "-m", "dask", *words[1:], *extra]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen(command, cwd=tmp_path, **quiet))  # type: ignore[call-overload]
        words = asked.partition("#")[0].split()
        assert words[0] == "optdispatch"
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)
    table = pd.read_csv(next(tmp_path.glob("*/table.csv")))
    assert len(table) == 3
    assert table["error"].isna().all()
