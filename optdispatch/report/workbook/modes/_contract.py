"""Energy performance contracts: (E1) to (E5) of `finance.contract`."""

from collections.abc import Callable

from optdispatch.finance.contract import AtBookValue, Shares, Term
from optdispatch.report.workbook.modes._terms import Table
from optdispatch.report.workbook.timeline import Line


def of_host(table: Table, shares: Shares, path: str = "") -> Line:
    """1 - α_t, with every step of the contract."""
    first = table.term(f"{path}investor_share")

    def share(t: int) -> str:
        investor = first
        for n in range(1, len(shares.steps) + 1):
            since, then = (
                table.term(f"{path}steps.{n}.{field}") for field in ("from_year", "investor_share")
            )
            investor = f"IF({table.year(t)}>={since},{then},{investor})"
        return f"=1-{investor}"

    return table.page.line("share of the host", "", share, kind="share")


def shared(table: Table, share: Line) -> Line:
    """H_t = (1 - α_t)·S_t."""
    return given(table, lambda t: f"{share[t]}*{table.saving[t]}")


def given(table: Table, formula: Callable[[int], str]) -> Line:
    """H_t."""
    return table.page.line("given to the host", table.unit, lambda t: f"={formula(t)}")


def parties(table: Table, terms: Term, to_host: Line, path: str = "") -> tuple[Line, Line]:
    """Flows of the investor and of the host."""
    page, unit = table.page, table.unit
    T = table.term(f"{path}contract_years")
    value = table.schedules.books.value
    if isinstance(terms.handover, AtBookValue) and value:
        price = f"INDEX({value.over()},{T}+1)"
    else:
        price = table.term(f"{path}handover.price")
    during = page.line(
        "the contract runs (1: yes)",
        "",
        lambda t: f"=IF(AND({table.year(t)}>=1,{table.year(t)}<={T}),1,0)",
        kind="year",
    )
    handover = page.line(
        "price of the handover", unit, lambda t: f"=IF({table.year(t)}={T},{price},0)"
    )

    def investor(t: int) -> str:
        built = f"-{table.capex}" if t == 0 else ""
        earned = f"{during[t]}*({table.operating(t)}-{to_host[t]})"
        return f"={earned}+{handover[t]}{built}"

    def host(t: int) -> str:
        after = f"IF({table.year(t)}>{T},{table.operating(t)},0)"
        return f"={during[t]}*{to_host[t]}-{handover[t]}+{after}+{table.residual[t]}"

    return (
        page.line("flow of the investor", unit, investor, total=True, strong=True),
        page.line("flow of the host", unit, host, total=True, strong=True),
    )
