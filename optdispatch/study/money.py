"""The sensitivities that cost nothing: what moves the money and not the dispatch."""

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.rules import OPTIMUM
from optdispatch.study.axis import Axis
from optdispatch.study.lever import levers
from optdispatch.study.outcome import Outcome
from optdispatch.study.remembered import Remembered, depends_on
from optdispatch.study.sensitivity import Sensitivity, vary
from optdispatch.study.valuation import Aged, Valuer, life_key


def vary_money(outcome: Outcome) -> Sensitivity | None:
    """An outcome moved by each lever under which its cells live on as they do.

    They were dispatched and aged already, so nothing is solved. None, where a case has no money.
    """
    case, project = outcome.case, outcome.projects.get(OPTIMUM)
    if project is None or project.cash is None:
        return None
    run = Remembered()
    run.kept.found(depends_on(case), lambda: outcome.optimum.schedule)
    known = Valuer(run)
    known.lives.found(life_key(case), lambda: Aged(project, None))
    axes = [Axis(lever=name) for name, lever in levers().items() if lever.paths(case)]
    free = [axis for axis in axes if _is_free(axis, case)]
    return vary(case, free, value=known) if free else None


def _is_free(axis: Axis, case: Case) -> bool:
    """Whether the case can take every step, and its cells live on as they do."""
    try:
        return all(life_key(move.of(case)) == life_key(case) for move in axis.moves(case))
    except InputError:
        return False
