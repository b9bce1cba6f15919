"""Contenders take turns, each in a process of its own, and are held against each other.

What is told is process CPU time, so that a busy machine slows all alike. A contender that is
slow runs fewer rounds; of a batch it solves a sample, by chance.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from math import inf
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Self

from benchmarks.cases import PATTERNS, year
from benchmarks.problems import DAY, SIZES, Size

ROOT = Path(__file__).parents[1]
OWN = (
    "exact", "exact_threads", "case_exact", "highs", "highs_warm", "case_highs", "highs_matrices",
    "highs_again",
)  # fmt: skip
PEERS = {
    "linprog": "general",
    "cvxpy": "general",
    "linopy": "general",
    "pypsa": "general",
    "oemof": "oemof",
    "energypylinear": "epl",
}
"""Contender to its environment in `.peers`, which `make bench PEERS=1` makes."""
BATCH_ONLY = {"exact_threads", "highs_warm", "highs_again"}
ONE_ONLY = {"highs_matrices"}
ALIKE = {"highs_warm", "highs_again", "case_exact", "case_highs"}
"""What these know of a problem helps them with the next."""
WHOLE = {"exact", "exact_threads"}
"""These solve all of a batch, so that every least cost can be held against theirs."""
ROUNDS, ENOUGH = 5, 6.0
"""A contender runs so many rounds, or until it has used so much. [s]"""
LIMIT = 45.0
"""What is likely to take longer is not run. [s]"""
SAME = 1e-6
"""Share by which least costs may differ."""
WARM = [
    (month * 20 + size) * 18 + year
    for month in (0, 6)
    for size in range(0, 20, 4)
    for year in range(18)
]
"""A sample of a batch of months in which neighbours are alike, as in the whole."""


@dataclass(frozen=True)
class Measured:
    """A contender at one size of one pattern."""

    cpu: float
    """Median for all problems of the size. [s]"""
    wall: float
    sampled: bool
    costs: dict[int, float]


@dataclass(frozen=True)
class Row:
    """All contenders at one size of one pattern, by name; None: not run."""

    pattern: str
    size: str
    by_name: dict[str, Measured | None]

    @property
    def apart(self) -> dict[str, float]:
        """How far the least costs of each are from the exact solver's, as a share."""
        exact = self.by_name["exact"]
        assert exact is not None
        return {
            name: max(abs(cost / exact.costs[i] - 1) for i, cost in found.costs.items())
            for name, found in self.by_name.items()
            if found
        }


class Worker:
    """A contender's process."""

    def __init__(self, name: str, folder: Path) -> None:
        env = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        command = [python(name), "-m", "benchmarks.worker", name, str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT
        )
        self.told: dict[str, str] = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def solve(self, pattern: str, size: str, which: list[int]) -> Any:
        """Solve some problems of a size."""
        assert self.process.stdin
        print(
            json.dumps({"pattern": pattern, "size": size, "which": which}),
            file=self.process.stdin,
            flush=True,
        )
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(map(str, self.process.args))} has ended")  # type: ignore[arg-type]
        return json.loads(line)


def python(name: str) -> str:
    """The interpreter of a contender."""
    if name in OWN:
        return sys.executable
    return str(ROOT / "benchmarks" / ".peers" / PEERS[name] / "bin" / "python")


def present() -> list[str]:
    """The contenders that can be asked."""
    return [*OWN, *(name for name in PEERS if Path(python(name)).exists())]


def measured(sizes: list[str], folder: Path, said: dict[str, dict[str, str]]) -> Iterator[Row]:
    """Let all contenders take turns; `said` takes down who they are."""
    for pattern in PATTERNS:
        year(pattern).save(folder)
    with ExitStack() as stack:
        workers = {n: stack.enter_context(Worker(n, folder)) for n in present()}
        said |= {name: worker.told for name, worker in workers.items()}
        for pattern in PATTERNS:
            for worker in workers.values():  # what is imported and compiled late is not counted
                worker.solve(pattern, "day", [0])
            for name in ("exact", "exact_threads", "case_exact"):
                workers[name].solve(pattern, "year-hours", [0])
            known: dict[tuple[str, str], float] = {}
            for name in sizes:
                yield _row(workers, pattern, name, known)


def _row(
    workers: dict[str, Worker], pattern: str, name: str, known: dict[tuple[str, str], float]
) -> Row:
    """Measure a size; `known` keeps what one problem of a size took a contender."""
    size = SIZES[name]
    which = {
        n: _which(n, size, _likely(n, size, known))
        for n in workers
        if n not in (BATCH_ONLY if size.number == 1 else ONE_ONLY)
    }
    answers: dict[str, list[Any]] = {n: [] for n in which}
    for _ in range(ROUNDS):
        for n, asked in which.items():
            if not asked or sum(a["cpu"] for a in answers[n]) > ENOUGH:
                continue
            told = workers[n].solve(pattern, name, asked)
            if "failed" in told:
                which[n], answers[n] = [], []
                print(f"{n} at {name}, {pattern}: {told['failed']}", file=sys.stderr)
            else:
                answers[n].append(told)
    for n, found in answers.items():
        if size.number == 1:
            known[n, name] = median(a["cpu"] for a in found) if found else inf
    done = {n: _told(found, which[n], size) if found else None for n, found in answers.items()}
    return Row(pattern, name, done)


def _likely(name: str, size: Size, known: dict[tuple[str, str], float]) -> float:
    """What one problem is likely to take: as much a step as the largest one that is known. [s]

    A day tells nothing of more than a day: much of what it takes is the same for any length.
    """
    as_one = name.removesuffix("_threads")
    before = {SIZES[s].steps: cpu for (n, s), cpu in known.items() if n == as_one}
    steps = max((s for s in before if DAY < s <= size.steps or s == size.steps), default=0)
    return before[steps] * size.steps / steps if steps else 0.0


def _which(name: str, size: Size, likely: float) -> list[int]:
    """The problems of a size that a contender solves."""
    if name in ALIKE and size.of == "month":
        return WARM
    if likely > LIMIT:
        return []
    if name in WHOLE or likely * size.number <= ENOUGH or size.number == 1:
        return list(range(size.number))
    by_chance = Random(size.number).sample(range(size.number), size.number)
    return by_chance[: max(2, int(ENOUGH / likely))]


def _told(answers: list[Any], which: list[int], size: Size) -> Measured:
    """Medians; the first of several rounds is not counted."""
    counted = answers[1:] or answers
    share = size.number / len(which)
    return Measured(
        cpu=median(a["cpu"] for a in counted) * share,
        wall=median(a["wall"] for a in counted) * share,
        sampled=len(which) < size.number,
        costs=dict(zip(which, answers[-1]["costs"], strict=True)),
    )
