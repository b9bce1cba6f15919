"""What the plant costs, as paid: (C1) to (C3) of `finance.costs`, with VAT."""

from dataclasses import dataclass

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.timeline import Line, Timeline, added


@dataclass(frozen=True)
class Costs:
    """Lines of what is paid, by the names of `finance`; and all of it."""

    lines: dict[str, Line]

    @property
    def capex(self) -> str:
        """The cell of the capital cost."""
        return self.lines["capex"].start

    @property
    def running(self) -> list[Line]:
        """O&M and insurance."""
        return [line for name, line in self.lines.items() if name in {"om", "insurance"}]

    def total(self, t: int) -> str:
        """All costs of a year."""
        return added(self.lines.values(), t)


def costs(desk: Desk, page: Timeline, lifetime: LifetimeLines) -> Costs:
    """Write the lines."""
    economics, term, unit = desk.economics, desk.inputs, desk.currency
    vat = economics.vat
    # Where prices are written without VAT, it is paid on top of them.
    gross = f"*(1+{term('vat.rate')})" if vat and not vat.prices_include_vat else ""
    page.block("Costs")
    size = "{0}.per_kwh{1}", "{0}.per_kw{1}"

    def by_size(cost: str, suffix: str = "") -> str:
        per_kwh, per_kw = (term(s.format(cost, suffix)) for s in size)
        return f"{per_kwh}*{term('energy_kwh')}+{per_kw}*{term('power_kw')}"

    built = f"=({by_size('capex')}+{term('capex.fixed')}){gross}"
    lines = {"capex": page.line("capital cost", unit, lambda t: 0.0 if t else built, total=True)}
    written = lines["capex"].start + gross.replace("*", "/")

    def running(cost: str, t: int) -> str | float:
        share = f"{term(f'{cost}.share_of_capex')}*{written}"
        first = f"{by_size(cost, '_year')}+{share}+{term(f'{cost}.fixed_per_year')}"
        rise = f"(1+{term(f'{cost}.escalation')})^({page.year(t)}-1)"
        return f"=({first})*{rise}{gross}" if t else 0.0

    lines["om"] = page.line("O&M", unit, lambda t: running("om", t), total=True)
    if economics.insurance:
        lines["insurance"] = page.line(
            "insurance", unit, lambda t: running("insurance", t), total=True
        )
    if economics.replacement:

        def new_cells(t: int) -> str | float:
            bought = lifetime.bought[t] if t else ""
            each = f"IF({bought}>0,{term('replacement.fixed_per_event')},0)"
            rise = f"(1+{term('replacement.escalation')})^{page.year(t)}"
            price = f"{term('replacement.per_kwh')}*{bought}+{each}"
            return f"=({price})*{rise}{gross}" if t else 0.0

        lines["replacement"] = page.line("new cells", unit, new_cells, total=True)
    return Costs(lines)
