"""(O1) and (O2) of `finance.modes.owner_invested`."""

from optdispatch.finance.modes.owner_invested import OwnerInvested
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, _: OwnerInvested) -> Shared:
    """The owner, and the lender where there is one."""
    page, unit, debt = table.page, table.unit, table.schedules.debt
    page.block("Parties")
    if debt is None:
        flow = page.line("flow of the owner", unit, lambda t: f"={table.flow(t)}", strong=True)
        return Shared({"owner": flow})
    lender = page.line(
        "flow of the lender",
        unit,
        lambda t: f"={debt.service[t]}-{debt.drawn[t]}",
        total=True,
        strong=True,
    )
    owner = page.line(
        "flow of the owner",
        unit,
        lambda t: f"={table.flow(t)}-{lender[t]}",
        total=True,
        strong=True,
    )
    covered = table.covered(lambda t: f"{table.saving[t]}-{table.running[t]}", debt.service)
    return Shared({"owner": owner, "lender": lender}, coverage=covered)
