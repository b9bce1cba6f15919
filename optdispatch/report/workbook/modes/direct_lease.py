"""(D1) and (D2) of `finance.modes.direct_lease`."""

from optdispatch.finance.modes.direct_lease import DirectLease
from optdispatch.report.workbook.modes import _lease
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: DirectLease) -> Shared:
    """The owner and the lessor."""
    table.page.block("Parties")
    rented = _lease.leased(table, mode.lease, table.capex)
    owner = _lease.owner(table, rented.lessor)
    covered = table.covered(lambda t: f"{table.saving[t]}-{table.running[t]}", rented.rents)
    return Shared({"owner": owner, "lessor": rented.lessor}, rented.figures, covered)
