"""Which solver covers what."""

from rich.console import Group, RenderableType

from optdispatch.case import Case
from optdispatch.program import SOLVERS
from optdispatch.report.terminal.parts import facts, section, sentence


def table() -> RenderableType:
    """Each solver, and the cases that it leaves to the next."""
    parts: list[RenderableType] = []
    for solver in SOLVERS:
        limits = [("not where", limit) for limit in solver.limits] or [("covers", "every case")]
        parts.append(section(solver.name, sentence(f"{solver.says}."), facts(limits)))
    return Group(*parts, sentence("The first that covers a case plans it."))


def of_case(case: Case) -> RenderableType:
    """What each solver says of a case, until one covers it."""
    rows = []
    for solver in SOLVERS:
        reason = solver.covers(case)
        rows.append((solver.name, f"no: {reason}" if reason else "plans it"))
        if reason is None:
            break
    return section(case.name, facts(rows))
