"""What the dispatch and the ageing were planned with, for the record."""

from optdispatch.report.site import is_typical, prices
from optdispatch.report.workbook.inputs import Inputs, sourced
from optdispatch.study import Outcome


def technical(inputs: Inputs, outcome: Outcome) -> None:
    """List the case below the economics."""
    case = outcome.case
    for asset in case.assets:
        kind = getattr(asset, "kind", type(asset).__name__).replace("_", " ")
        inputs.listing(f"Asset: {asset.name} ({kind})", asset)
    if case.ageing:
        law = case.ageing.law
        name = f": {law.name}" if law.name else ""
        inputs.listing(f"Ageing{name}", case.ageing, sourced(law))
    inputs.listing("Connection", case.connection)
    inputs.listing("Time", case.time)
    tariff = case.tariff
    local = f" ({tariff.name_local})" if tariff.name_local else ""
    inputs.facts(f"Tariff: {tariff.name}{local}", sourced(tariff), _prices(outcome))
    for charge in tariff.charges:
        inputs.listing(f"Charge: {charge.name}", charge)
    for programme in case.programmes:
        inputs.listing(f"Programme: {programme.name}", programme)


def _prices(outcome: Outcome) -> list[tuple[str, float | str, str, str]]:
    """Mean price of each period of the tariff, on the days that were planned."""
    case, unit = outcome.case, f"{outcome.currency}/kWh"
    periods = prices(case, outcome.optimum.schedule).by_period
    days = "the typical days" if is_typical(case.horizon) else "the days"
    rows: list[tuple[str, float | str, str, str]] = [
        (name, price, unit, f"mean price of a kWh drawn, over {days} that were planned")
        for name, price in periods.items()
    ]
    if case.tariff.elected:
        rows.append(("billed by", case.tariff.elected, "", "the way of billing that is elected"))
    return rows
