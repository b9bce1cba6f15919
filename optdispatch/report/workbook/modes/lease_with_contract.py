"""(K1) to (K4) of `finance.modes.lease_with_contract`."""

from optdispatch.finance.modes.lease_with_contract import LeaseWithContract
from optdispatch.report.workbook.modes import _contract, _lease
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: LeaseWithContract) -> Shared:
    """The service company, the host and the lessor."""
    page, unit = table.page, table.unit
    page.block("Parties")
    rented = _lease.leased(table, mode.lease, table.capex)
    part = _contract.of_host(table, mode.contract, "contract.")
    to_host = _contract.shared(table, part)
    investor, host = _contract.parties(table, mode.contract, to_host, "contract.")
    company = page.line(
        "flow of the service company",
        unit,
        lambda t: f"={investor[t]}-{rented.lessor[t]}",
        total=True,
        strong=True,
    )
    covered = table.covered(
        lambda t: f"{table.saving[t]}-{to_host[t]}-{table.running[t]}", rented.rents
    )
    flows = {"service company": company, "host": host, "lessor": rented.lessor}
    return Shared(flows, rented.figures, covered)
