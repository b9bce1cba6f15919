"""What a flow is worth, in cells: (M1) to (M4) of `finance.metrics`.

    W_t  = round(Σ_{s ≤ t} F_s·(1 + d)^-s, 6)                                 (Z1)
    b_t  = t - 1 + W_{t-1}/(W_{t-1} - W_t) ,  W_{t-1} < 0 ≤ min_{s ≥ t} W_s   (Z2)
    n    = number of changes of sign of F                                     (Z3)

Only one year can meet the condition of (Z2): there the flow is paid back for good. W is
rounded to a millionth, so that what is exactly paid back is not short of a rounding error.
"""

from dataclasses import dataclass

from optdispatch.finance import Worth
from optdispatch.finance.metrics import DiscountedPayback
from optdispatch.finance.yearly import FloatArray
from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.timeline import Line, Timeline

NONE, NEVER, SEVERAL = "none", "never", "several"
GUESSES = (0.0, 0.3, -0.1, -0.3)
"""Where a rate is looked for, should it not be near the planned one."""


@dataclass(frozen=True)
class WorthCells:
    """Formulas of what a flow is worth, and the line of its cumulative worth."""

    npv: str
    irr: str
    changes: str
    static: str
    discounted: str
    static_sum: Line
    discounted_sum: Line


def worth(desk: Desk, page: Timeline, name: str, flow: Line, planned: Worth) -> WorthCells:
    """Write the lines that a flow's worth is read from."""
    static = _sum(desk, page, f"{name}: cumulative", flow, "")
    static_back = _back(page, "  paid back after", static)
    rate = desk.inputs(_rate(desk))
    discounted = _sum(desk, page, f"{name}: cumulative, discounted", flow, rate)
    discounted_back = _back(page, "  paid back after", discounted)
    signs = Line(page.name, page.row, desk.years)

    def sign(t: int) -> str:
        before = signs[t - 1] if t else "0"
        return f"=IF(ROUND({flow[t]},6)=0,{before},SIGN({flow[t]}))"

    page.line("  sign of the flow", "", sign, kind="year")
    N = desk.years
    products = f"{signs.over(0, N - 1)}*{signs.over(1, N)}"
    return WorthCells(
        npv=f"={flow.start}+NPV({desk.inputs('discount_rate')},{flow.over(1)})",
        irr=_irr(flow, planned),
        changes=f"=SUMPRODUCT(({products}<0)*1)",
        static=_payback(desk, static, static_back),
        discounted=_payback(desk, discounted, discounted_back),
        static_sum=static,
        discounted_sum=discounted,
    )


def expect_worth(desk: Desk, what: str, cells: list[str], planned: Worth, flow: FloatArray) -> None:
    """Say what NPV, IRR and the two paybacks should give, in this order."""
    values = planned_values(planned)
    scales = (float(abs(flow).sum()), 1.0, 1.0, 1.0)
    names = ("NPV", "IRR", "static payback", "discounted payback")
    for cell, name, value, scale in zip(cells, names, values, scales, strict=True):
        desk.expect(cell, f"{name} of {what}", value, scale)


def planned_values(planned: Worth) -> tuple[float | str, ...]:
    """NPV, IRR and the two paybacks as they were planned; a word where there is no number."""
    irr = planned.irr
    no_rate = SEVERAL if len(planned.irrs) > 1 else NONE
    paybacks = (planned.static_payback_years, planned.discounted_payback_years)
    return (
        planned.npv,
        no_rate if irr is None else irr,
        *(NEVER if years is None else years for years in paybacks),
    )


def _rate(desk: Desk) -> str:
    """The term by which a payback is discounted."""
    by = desk.economics.payback
    return "payback.rate" if isinstance(by, DiscountedPayback) else "discount_rate"


def _sum(desk: Desk, page: Timeline, name: str, flow: Line, rate: str) -> Line:
    """(Z1)."""

    def upto(t: int) -> str:
        if not rate or not t:
            return f"=ROUND(SUM({flow.until(t)}),6)"
        return f"=ROUND({flow.start}+NPV({rate},{flow.until(t, 1)}),6)"

    return page.line(name, desk.currency, upto)


def _back(page: Timeline, name: str, so_far: Line) -> Line:
    """(Z2), in the year in which it holds."""

    def year(t: int) -> str | None:
        if not t:
            return None
        rest = f"MIN({so_far.since(t)})"
        after = f"{page.year(t - 1)}+{so_far[t - 1]}/({so_far[t - 1]}-{so_far[t]})"
        return f'=IF(AND({so_far[t - 1]}<0,{rest}>=0),{after},"")'

    return page.line(name, "years", year, kind="years")


def _payback(desk: Desk, so_far: Line, back: Line) -> str:
    """Years until the flow is paid back; none at all, where it never was below zero."""
    lead = desk.inputs("payback.lead_years")
    found = f'IF(COUNT({back.over(1)})=0,"{NEVER}",{lead}+MAX({back.over(1)}))'
    return f"=IF(MIN({so_far.over()})>=0,0,{found})"


def _irr(flow: Line, planned: Worth) -> str:
    """The rate near the one that was planned; none is named where several are positive."""
    if planned.irr is None and len(planned.irrs) > 1:
        return f'=IF(MIN({flow.over()})*MAX({flow.over()})<0,"{SEVERAL}","{NONE}")'
    first = [] if planned.irr is None else [round(planned.irr, 4)]
    formula = f'"{NONE}"'
    for guess in reversed([*first, *GUESSES]):
        formula = f"IFERROR(IRR({flow.over()},{guess:g}),{formula})"
    return f"={formula}"
