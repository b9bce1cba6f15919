"""(B1) to (B3) of `finance.modes.sale_and_leaseback`."""

from optdispatch.finance.modes.sale_and_leaseback import SaleAndLeaseback
from optdispatch.report.workbook.modes import _lease
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: SaleAndLeaseback) -> Shared:
    """The owner and the lessor."""
    table.page.block("Parties")
    price = table.page.line(
        "price of the sale",
        table.unit,
        lambda t: None if t else f"={table.term('sale_share')}*{table.capex}",
    ).start
    rented = _lease.leased(table, mode.lease, price, start=table.term("sale_year"))
    owner = _lease.owner(table, rented.lessor)
    covered = table.covered(lambda t: f"{table.saving[t]}-{table.running[t]}", rented.rents)
    return Shared({"owner": owner, "lessor": rented.lessor}, rented.figures, covered)
