"""(H1) of `finance.modes.shared_savings`."""

from optdispatch.finance.modes.shared_savings import SharedSavings
from optdispatch.report.workbook.modes import _contract
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: SharedSavings) -> Shared:
    """The investor and the host."""
    table.page.block("Parties")
    to_host = _contract.shared(table, _contract.of_host(table, mode))
    investor, host = _contract.parties(table, mode, to_host)
    return Shared({"investor": investor, "host": host})
