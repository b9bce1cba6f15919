"""A contender in a process, and an environment, of its own: it solves what it is asked to.

    python -m benchmarks.worker NAME FOLDER

Each line that it reads is a question, each line that it writes an answer, in JSON.
"""

import gc
import json
import logging
import os
import resource
import sys
import time
import warnings
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.problems import SIZES, Problem

LONG = 0.2
"""What is shorter is done again, and the mean is told. [s]"""


def cpu() -> float:
    """User and system time of this process, and of those that it started and are done. [s]"""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def answer(contender: Any, folder: Path, pattern: str, size: str, which: list[int]) -> Any:
    """Solve some problems of a size: CPU and wall time, and the least costs."""
    problems = SIZES[size].problems(Problem.load_from(folder, pattern))
    ready = getattr(contender, "ready", lambda problem: problem)
    asked = [ready(problems[i]) for i in which]
    many = getattr(contender, "solve_all", lambda some: [contender.solve(one) for one in some])
    gc.collect()
    wall, start, times = time.perf_counter(), cpu(), 0
    while not times or cpu() - start < LONG:
        for _ in range(turns := max(1, times)):  # the clock takes 1 µs, a short one 20
            costs = many(asked)
        times += turns
    spent, wall = cpu() - start, time.perf_counter() - wall
    return {"cpu": spent / times, "wall": wall / times, "costs": costs}


def main(name: str, folder: str) -> None:
    """Answer until there are no more questions."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # solvers print
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    contender = import_module(f"benchmarks.contenders.{name}")
    hello = {"title": contender.TITLE, "package": contender.PACKAGE}
    print(json.dumps(hello | {"version": version(contender.PACKAGE)}), file=out, flush=True)
    for line in sys.stdin:
        try:
            told = answer(contender, Path(folder), **json.loads(line))
        except Exception as error:  # whatever it is that a contender cannot
            told = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), file=out, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
