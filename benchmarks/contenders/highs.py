"""HiGHS alone: arrays are handed over, and nothing stands between.

Columns: import, charge, discharge, energy, curtailed, then peaks; rows: balance, energy, peaks.
"""

from typing import Any, NamedTuple

import highspy
import numpy as np

from benchmarks.problems import EFFICIENCY, Array, Problem

PACKAGE, TITLE = "highspy", "HiGHS alone"


class Program(NamedTuple):
    """min c·x s.t. r ≤ A·x ≤ R, l ≤ x ≤ u; A by columns."""

    c: Array
    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    start: Array
    rows: Array
    value: Array


def solve(problem: Problem) -> float:
    """The least cost."""
    highs = handed_over(program(problem))
    return least(highs)


def handed_over(p: Program, **options: Any) -> highspy.Highs:
    """HiGHS, with a program."""
    highs = highspy.Highs()
    for name, value in ({"output_flag": False, "threads": 1} | options).items():
        highs.setOptionValue(name, value)
    n, m = len(p.c), len(p.row_lower)
    highs.passModel(
        n, m, len(p.value), 1, 1, 0.0, p.c, p.lower, p.upper, p.row_lower, p.row_upper,
        p.start, p.rows, p.value, np.zeros(n, dtype=np.int32),
    )  # fmt: skip
    return highs


def least(highs: highspy.Highs) -> float:
    """Solve, and read the schedule."""
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    np.array(highs.getSolution().col_value)
    return float(highs.getInfo().objective_function_value)


def program(p: Problem) -> Program:
    """Write a problem."""
    T, dt, peaks = len(p.price), p.hours, p.peaks
    t, one, K = np.arange(T), np.ones(T), p.demands
    begun = t if p.closed else t[1:]
    entries = [
        (t, t, one), (t, T + t, -one), (t, 2 * T + t, one), (t, 4 * T + t, -one),
        (T + t, T + t, -EFFICIENCY * dt * one), (T + t, 2 * T + t, dt / EFFICIENCY * one),
        (T + t, 3 * T + t, one), (T + begun, 3 * T + (begun - 1) % T, -one[begun]),
    ]  # fmt: skip
    if K:
        entries += [(2 * T + t, t, one), (2 * T + t, 5 * T + peaks, -one)]
    rows, columns, values = (np.concatenate(e) for e in zip(*entries, strict=True))
    order = np.lexsort((rows, columns))
    none, free = np.zeros(T), np.full(T, np.inf)
    net, over = p.load - p.pv, np.zeros(T if K else 0)
    before = none.copy()
    before[0] = 0.0 if p.closed else p.low
    return Program(
        c=np.concatenate([p.price * dt, np.zeros(4 * T), np.full(K, p.demand_price)]),
        lower=np.concatenate([none, none, none, none + p.low, none, np.zeros(K)]),
        upper=np.concatenate(
            [free, none + p.power_kw, none + p.power_kw, none + p.high, p.pv, np.full(K, np.inf)]
        ),
        row_lower=np.concatenate([net, before, over - np.inf]),
        row_upper=np.concatenate([net, before, over]),
        start=np.r_[0, np.cumsum(np.bincount(columns, minlength=5 * T + K))].astype(np.int32),
        rows=rows[order].astype(np.int32),
        value=values[order],
    )
