"""(H2) of `finance.modes.fixed_discount`."""

from optdispatch.errors import InputError
from optdispatch.finance.modes.fixed_discount import FixedDiscount
from optdispatch.report.workbook.modes import _contract
from optdispatch.report.workbook.modes._terms import Shared, Table


def share(table: Table, mode: FixedDiscount) -> Shared:
    """The investor and the host."""
    worth = table.lifetime.discharged_value
    if worth is None:
        raise InputError("a fixed discount needs the tariff value of the energy discharged")
    table.page.block("Parties")
    discount = table.term("discount")
    to_host = _contract.given(table, lambda t: f"{discount}*{worth[t]}" if t else "0")
    investor, host = _contract.parties(table, mode, to_host)
    return Shared({"investor": investor, "host": host})
