"""From the plan of a relaxation to one that can be followed.

Where the parts of an asset are planned together, the optimum is a bound. Its plan is shared out
among the parts, and the rest of the site is planned anew around what they do:

    cost(relaxation) ≤ least cost ≤ cost(shared out)                          (V4)
"""

from collections.abc import Callable
from dataclasses import replace

from optdispatch.asset import Flexible
from optdispatch.case import Case
from optdispatch.errors import Infeasible
from optdispatch.schedule import Schedule


def is_relaxed(case: Case) -> bool:
    """Whether an asset of a case is planned by a relaxation."""
    return any(asset.is_relaxed for asset in case.flexible)


def shared_out(case: Case, relaxed: Schedule, dispatch: Callable[[Case], Schedule]) -> Schedule:
    """The schedule that shares out a relaxed one; its proof says by how much it costs more.

    Raises `Infeasible` where what the parts do is above what the site can draw.
    """
    if relaxed.proof is None:
        raise TypeError("a relaxed schedule has a proof")
    assets = tuple(
        asset.held(relaxed.parts[asset.name], case.horizon)
        if isinstance(asset, Flexible) and asset.is_relaxed
        else asset
        for asset in case.assets
    )
    held = case.changed(assets=assets)
    held.__dict__["horizon"] = case.horizon
    try:
        found = dispatch(held)
    except Infeasible as error:
        raise Infeasible(f"{error}, as it was shared out; plan part by part") from None
    if found.proof is None:
        raise TypeError("an optimum has a proof")
    above = found.proof.cost - relaxed.proof.bound
    return replace(found, proof=replace(found.proof, relaxed_by=above))
