"""Finance leases: (Q1) to (Q7) of `finance.lease`."""

from dataclasses import dataclass

from optdispatch.finance.lease import Lease
from optdispatch.report.workbook.modes._terms import Table
from optdispatch.report.workbook.timeline import Line

LEAST = 0.001
"""Where a search for the effective rate begins, if the nominal one is nothing."""


@dataclass(frozen=True)
class Rented:
    """Lines and figures of a lease."""

    rents: Line
    lessor: Line
    figures: dict[str, str]


def leased(
    table: Table, lease: Lease, price: str, path: str = "lease.", start: str = "0"
) -> Rented:
    """What a lease moves, of a plant at `price`, from the end of the year `start`."""
    page, unit = table.page, table.unit

    def term(name: str) -> str:
        return table.term(f"{path}{name}")

    m, T, early = term("payments_per_year"), term("years"), int(lease.paid == "advance")
    n, k = f"{m}*{T}", f"{term('rate')}/{m}"
    rent = page.line(
        "one rent",
        unit,
        lambda t: f"=-PMT({k},{n},{price}*(1-{term('down_share')}),0,{early})" if not t else None,
        kind="cents",
    ).start

    def rents(t: int) -> str:
        j = f"({table.year(t)}-{start})"
        count = f"IF(AND({j}>=1,{j}<={T}),{m},0)"
        # In advance, the first rent falls due at the start, and one less in the last year.
        shift = f"+IF({j}=0,1,0)-IF({j}={T},1,0)" if early else ""
        return f"={rent}*({count}{shift})"

    paid = page.line("rents", unit, rents, total=True)
    lent = "-".join(["1", *(term(f"{name}_share") for name in ("down", "deposit", "fee"))])
    left = f"{term('buyout_price')}-{term('deposit_share')}*{price}"

    def lessor(t: int) -> str:
        j = f"{table.year(t)}-{start}"
        return f"={paid[t]}-IF({j}=0,{price}*({lent}),0)+IF({j}={T},{left},0)"

    flow = page.line("flow of the lessor", unit, lessor, total=True, strong=True)
    search = f"RATE({n},{rent},-{price}*({lent}),{left},{early},MAX({k},{LEAST}))"
    figures = {"rent": f"={rent}", "effective_rate": f'=IFERROR((1+{search})^{m}-1,"none")'}
    return Rented(paid, flow, figures)


def owner(table: Table, lessor: Line) -> Line:
    """What the lessor leaves of the project's flow."""
    return table.page.line(
        "flow of the owner",
        table.unit,
        lambda t: f"={table.flow(t)}-{lessor[t]}",
        total=True,
        strong=True,
    )
