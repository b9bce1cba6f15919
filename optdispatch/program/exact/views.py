"""One run of many: views that kernels take of flat arrays."""

from optdispatch.program.exact.kernel import part
from optdispatch.program.exact.numbers import Cells, Flows, Path, Runs, Site, Steps, Work


@part
def site_of(runs: Runs, r: int) -> Site:
    """A view of one run."""
    a, b, own = runs.bounds[r], runs.bounds[r + 1], runs.own
    return Site(
        runs.buy[a:b], runs.sell[a:b], runs.load[a:b], runs.spare[a:b], runs.import_limit[a:b],
        runs.export_limit[a:b], runs.power[a:b], runs.low[a:b], runs.high[a:b], runs.cap[a:b],
        own[r, 0], own[r, 1], own[r, 2], own[r, 3],
    )  # fmt: skip


@part
def cells_of(runs: Runs, r: int) -> Cells:
    """How a run begins and ends."""
    return Cells(0, runs.own[r, 4], runs.own[r, 5], runs.own[r, 6], runs.own[r, 7])


@part
def room_of(work: Work, runs: Runs, r: int) -> Work:
    """Room for one run, its scale worked out."""
    a, b, keep = runs.bounds[r], runs.bounds[r + 1], runs.own[r, 2]
    work.scale[0] = 1.0
    for i in range(b - a):
        work.scale[i + 1] = work.scale[i] * keep
    steps, path, flows = work.steps, work.path, work.flows
    return Work(
        work.scale, work.slopes, work.lengths, work.left, work.right, work.aside,
        Steps(
            steps.slope[a:b], steps.length[a:b], steps.pieces[a:b], steps.x[a:b],
            steps.cost[a:b], steps.knee[a:b],
        ),
        Path(
            path.floor[a:b], path.ceiling[a:b], path.worth[a:b], path.x_low[a:b],
            path.x_high[a:b], path.from_[a:b], path.to[a:b], path.energy[a:b],
        ),
        Flows(
            flows.charge[a:b], flows.discharge[a:b], flows.imported[a:b], flows.exported[a:b]
        ),
    )  # fmt: skip
