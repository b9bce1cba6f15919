"""(H3) of `finance.modes.guaranteed_savings`."""

from optdispatch.finance.modes.guaranteed_savings import GuaranteedSavings
from optdispatch.report.workbook.modes import _contract
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: GuaranteedSavings) -> Shared:
    """The investor and the host."""
    table.page.block("Parties")
    least, part = table.term("guaranteed_per_year"), _contract.of_host(table, mode)
    to_host = _contract.given(table, lambda t: f"MAX({part[t]}*{table.saving[t]},{least})")
    investor, host = _contract.parties(table, mode, to_host)
    return Shared({"investor": investor, "host": host})
