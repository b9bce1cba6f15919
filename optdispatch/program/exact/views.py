"""One run of many: views that kernels take of flat arrays."""

from optdispatch.horizon import FloatArray
from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import (
    PIECES,
    ROWS,
    Cells,
    Path,
    Plan,
    Room,
    Runs,
    Site,
    Steps,
    Work,
)


@part
def site_of(runs: Runs, r: int) -> Site:
    """A view of one run."""
    a, b, of, own = runs.bounds[r], runs.bounds[r + 1], runs.given, runs.own
    return Site(
        of[0, a:b], of[1, a:b], of[2, a:b], of[3, a:b], of[4, a:b], of[5, a:b], of[6, a:b],
        of[7, a:b], of[8, a:b], runs.cap[a:b], own[r, 0], own[r, 1], own[r, 2], own[r, 3],
    )  # fmt: skip


@part
def cells_of(runs: Runs, r: int) -> Cells:
    """How a run begins and ends."""
    return Cells(0, runs.own[r, 4], runs.own[r, 5], runs.own[r, 6], runs.own[r, 7])


@part
def plan_of(rows: FloatArray, runs: Runs, r: int) -> Plan:
    """The plan of one run."""
    a, b = runs.bounds[r], runs.bounds[r + 1]
    return Plan(
        rows[0, a:b], rows[1, a:b], rows[2, a:b], rows[3, a:b], rows[4, a:b], rows[5, a:b],
        rows[6, a:b], rows[7, a:b],
    )  # fmt: skip


@part
def work_of(room: Room, runs: Runs, r: int) -> Work:
    """Room for one run, its scale worked out."""
    n, keep, T = runs.bounds[r + 1] - runs.bounds[r], runs.own[r, 2], room.periods
    a = runs.bounds[r] if room.apart else 0
    b = a + n
    most, block, at = room.longest, room.block, (ROWS + 2 * PIECES) * T
    rows = block[: ROWS * T].reshape((ROWS, T))
    pieces = block[ROWS * T : at].reshape((2 * T, PIECES))
    shared, lists = block[at : at + 3 * most + 1], block[at + 3 * most + 1 :]
    scale, half = shared[: most + 1], len(lists) // 2
    scale[0] = 1.0
    for i in range(n):
        scale[i + 1] = scale[i] * keep
    return Work(
        scale, lists[:half], lists[half:], shared[most + 1 : 2 * most + 1],
        shared[2 * most + 1 :], rows[1, a:b],
        Steps(
            pieces[a:b], pieces[T + a : T + b], rows[2, a:b], rows[3, a:b], rows[4, a:b],
            rows[5, a:b],
        ),
        Path(
            rows[6, a:b], rows[7, a:b], rows[0, a:b], rows[8, a:b], rows[9, a:b], rows[10, a:b],
            rows[11, a:b],
        ),
    )  # fmt: skip
